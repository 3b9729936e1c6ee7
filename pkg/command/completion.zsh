#compdef PROGRAM
# Completes the command lines of PROGRAM in zsh.
_PROGRAM() {
	local program=PROGRAM line
	local -a candidates
	[[ $words[1] == */PROGRAM ]] && program=${words[1]/#\~\//$HOME/}
	for line in "${(@f)$("$program" __complete "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}"; do
		case $line in
		'') ;;
		:files)
			compset -P '-*='
			_files
			return
			;;
		:directories)
			compset -P '-*='
			_files -/
			return
			;;
		:command)
			local -i n=${words[(i)--]}
			shift $n words
			((CURRENT -= n))
			_normal
			return
			;;
		*)
			line=${line//:/\\:}
			candidates+=("${line/$'\t'/:}")
			;;
		esac
	done
	_describe PROGRAM candidates
}
if [[ $funcstack[1] == _PROGRAM ]]; then
	_PROGRAM "$@"
else
	(( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i }
	compdef _PROGRAM PROGRAM
fi
