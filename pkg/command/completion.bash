# Completes the command lines of PROGRAM in bash.
_IDENTIFIER() {
	# The words up to the cursor, as PROGRAM would get them: those of COMP_WORDS have
	# their quotes, are split at = and : too, and go on behind the cursor.
	local line=${COMP_LINE-} words=() word= some= quote= opened= kept= i c
	line=${line:0:${COMP_POINT:-0}}
	# Whoever calls this for another word may have set no more than COMP_WORDS.
	[[ -n $line ]] || { line="${COMP_WORDS[*]:0:COMP_CWORD+1}" && line=${line// = /=}; }
	for ((i = 0; i < ${#line}; i++)); do
		c=${line:i:1}
		case $quote$c in
		"''" | '""') quote= ;;
		\' | \") quote=$c some=1 opened=$word ;;
		\\ | \"\\) some=1 word+=${line:$((++i)):1} ;;
		[[:space:]])
			[[ $word != \~/* ]] || word=${HOME-}${word:1}
			[[ -z $some ]] || words+=("$word")
			word= some= kept=
			;;
		*)
			# Readline leaves what is before one of these, and the last but an @, alone.
			[[ -n $quote || ${COMP_WORDBREAKS-} != *"$c"* ]] || kept=$word${c#@}
			some=1 word+=$c
			;;
		esac
	done
	[[ -z $quote ]] || kept=$opened
	words+=("$word")

	COMPREPLY=()
	local value option program=PROGRAM
	[[ ${words[0]} != */PROGRAM ]] || program=${words[0]}
	program=$(type -P -- "$program" || type -P PROGRAM) || return 0
	# Nothing of the current directory, which has names below /proc too, is run
	# before it is asked for.
	[[ $program == /* && $program != /proc/* || ${words[0]} == */* ]] || return 0
	# What follows > or < is a file.
	[[ ${COMP_WORDS[COMP_CWORD - 1]} != *[\<\>]* ]] || { compopt -o default 2>/dev/null || :; return 0; }
	while IFS= read -r line; do
		value=${line%%$'\t'*}
		case $value in
		:files | :directories)
			[[ -n $(type -t compopt) ]] || continue
			compopt -o filenames
			option=
			[[ $word != -*=* ]] || option=${word%%=*}=
			[[ $value == :files ]] && c=-f || c=-d
			while IFS= read -r value; do
				value=$option$value
				[[ -z $value ]] || COMPREPLY+=("${value#"$kept"}")
			done <<<"$(compgen $c -- "${word#"$option"}")"
			;;
		:command)
			for ((i = 1; i < COMP_CWORD; i++)); do [[ ${COMP_WORDS[i]} != -- ]] || break; done
			if ((++i >= COMP_CWORD)); then
				[[ $word != */* ]] || compopt -o filenames
				while IFS= read -r value; do
					# An alias or a function can't be run.
					[[ $value != */* ]] && ! type -P -- "$value" || COMPREPLY+=("$value")
				done <<<"$(compgen -c -- "$word")"
			elif declare -F _comp_command_offset; then # that of bash-completion
				_comp_command_offset $i
			elif declare -F _command_offset; then
				_command_offset $i
			else
				compopt -o default
			fi >/dev/null
			;;
		'' | :* | *[[:cntrl:]]*) ;;
		"$word"* | "-$word"*) # one dash is as good as two
			value=${value#"$kept"}
			[[ $value != *[!-+.,=:/@%_[:alnum:]]* ]] || printf -v value %q "$value"
			COMPREPLY+=("$value")
			;;
		esac
	done 2>/dev/null <<<"$("$program" __complete "${words[@]:1}" </dev/null)" || :
}
complete -F _IDENTIFIER PROGRAM
# Bash 3 has no compopt: files are there wherever nothing else is.
type compopt >/dev/null 2>&1 || complete -o default -F _IDENTIFIER PROGRAM
