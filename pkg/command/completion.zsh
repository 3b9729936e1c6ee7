#compdef PROGRAM
# Completes the command lines of PROGRAM in zsh.
_PROGRAM() {
	local program=${${(Q)words[1]}/#\~\//$HOME/} line value
	local -a typed candidates
	[[ $program == */PROGRAM ]] || program=PROGRAM
	program=$(whence -p -- $program || whence -p PROGRAM) || return
	# Nothing of the current directory, which has names below /proc too, is run
	# before it is asked for.
	[[ $program == /* && $program != /proc/* || $words[1] == */* ]] || return
	typed=("${(@)${(@Q)words[2,CURRENT-1]}/#\~\//$HOME/}" "${(Q)PREFIX}")
	for line in "${(@f)$($program __complete "$typed[@]" </dev/null 2>/dev/null)}"; do
		value=${line%%$'\t'*}
		case $value in
		'') ;;
		:files | :directories)
			compset -P 1 '-*='
			if [[ $value == :files ]]; then _files; else _path_files -/; fi
			return
			;;
		:command)
			value=${words[(i)--]}
			shift $value words
			(( CURRENT -= value ))
			if (( CURRENT == 1 )); then _command_names -e; else _normal; fi
			return
			;;
		:*) ;;
		*)
			[[ ${line/$'\t'/} != *[[:cntrl:]]* ]] || continue
			line=${line#$value}
			value=${value//\\/\\\\}
			candidates+=("${value//:/\\:}${line/$'\t'/:}")
			;;
		esac
	done
	if [[ $PREFIX == -[^-]* && $PREFIX != *=* ]]; then PREFIX=-$PREFIX; fi # one dash will do
	_describe PROGRAM candidates
}
if [[ ${funcstack[1]-} == _PROGRAM ]]; then
	_PROGRAM "$@"
else
	if whence compdef >/dev/null; then compdef _PROGRAM PROGRAM; fi
	# Again at the next prompt: compinit may be yet to come, and forgets what it did
	# not find itself.
	_PROGRAM_add() {
		emulate -L zsh
		precmd_functions=(${precmd_functions:#_PROGRAM_add})
		unfunction _PROGRAM_add
		(( $+functions[compdef] )) || { autoload -Uz compinit; compinit -i; }
		compdef _PROGRAM PROGRAM
	}
	precmd_functions+=(_PROGRAM_add)
fi
