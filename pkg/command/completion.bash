# Completes the command lines of PROGRAM in bash.
_IDENTIFIER() {
	local program=PROGRAM tab=$'\t' words=() joined= i word line value option=
	# Bash has split the words at = and : as well.
	for ((i = 1; i <= COMP_CWORD; i++)); do
		word=${COMP_WORDS[i]}
		if [[ ${#words[@]} -gt 0 && ( -n $joined || $word == [=:]* ) ]]; then
			words[${#words[@]} - 1]+=$word
		else
			words+=("$word")
		fi
		joined=
		[[ $word == [=:]* ]] && joined=1
	done
	word=${words[${#words[@]} - 1]}
	[[ $word == -*=* ]] && option=${word%%=*}=
	[[ ${COMP_WORDS[0]} == */PROGRAM ]] && program=${COMP_WORDS[0]/#\~\//$HOME/}

	COMPREPLY=()
	while IFS= read -r line; do
		case $line in
		'') ;;
		:files | :directories)
			compopt -o filenames 2>/dev/null
			local kind=-f
			[[ $line == :directories ]] && kind=-d
			while IFS= read -r value; do
				[[ -n $value ]] && COMPREPLY+=("$value")
			done <<<"$(compgen $kind -- "${word#"$option"}")"
			;;
		:command)
			for ((i = 1; i < COMP_CWORD; i++)); do
				[[ ${COMP_WORDS[i]} == -- ]] && break
			done
			if declare -F _command_offset >/dev/null; then
				_command_offset $((i + 1))
			else
				local kind=-c
				((i + 1 < COMP_CWORD)) && kind=-f && compopt -o filenames 2>/dev/null
				while IFS= read -r value; do
					[[ -n $value ]] && COMPREPLY+=("$value")
				done <<<"$(compgen $kind -- "$word")"
			fi
			return
			;;
		*)
			value=${line%%"$tab"*}
			# What stands before the last = or : stays as it is.
			[[ $COMP_WORDBREAKS == *=* ]] && value=${value#"$option"}
			COMPREPLY+=("$value")
			;;
		esac
	done <<<"$("$program" __complete "${words[@]}" 2>/dev/null)"
}
complete -F _IDENTIFIER PROGRAM
