# Completes the command lines of PROGRAM in fish.
function __IDENTIFIER_complete
	set -l typed (string replace -r '^~/' "$HOME/" -- (commandline -opc))
	set -l word (commandline -ct)
	set -l unquoted (string unescape -- $word)
	set -l program PROGRAM
	string match -q '*/PROGRAM' -- $typed[1]; and set program $typed[1]
	set program (command -s -- $program; or command -s PROGRAM); or return
	# Nothing of the current directory, which has names below /proc too, is run
	# before it is asked for.
	if not string match -q '*/*' -- $typed[1]
		string match -q '/*' -- $program; and not string match -q '/proc/*' -- $program; or return
	end
	set -e typed[1]
	for line in ($program __complete $typed "$unquoted" </dev/null 2>/dev/null)
		switch $line
			case :files :directories
				# Fish knows of nothing but files after a colon.
				set -l option (string match -r '^-[^=]*=' -- $word)
				set -l paths (complete -C ": "(string replace -r '^-[^=]*=' '' -- $word))
				test $line = :files; or set paths (string match '*/' -- $paths)
				string join \n -- "$option"$paths
			case :command
				set -e typed[1..(contains -i -- -- $typed)]
				if set -q typed[1]
					complete -C (string join ' ' -- (string escape -- $typed) "$word")
					continue
				end
				for candidate in (complete -C "$word")
					# A function or a builtin can't be run.
					set -l name (string split \t -- $candidate)[1]
					string match -q '*/*' -- $name; or command -q -- $name; and printf '%s\n' $candidate
				end
			case ':*'
			case '*'
				printf '%s\n' $line
		end
	end
end
complete -c PROGRAM -f -a '(__IDENTIFIER_complete)'
