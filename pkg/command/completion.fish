# Completes the command lines of PROGRAM in fish.
function __IDENTIFIER_complete
    set -l program PROGRAM
    set -l words (commandline -opc)
    set -l word (commandline -ct)
    string match -q '*/PROGRAM' -- $words[1]; and set program (string replace -r '^~/' "$HOME/" -- $words[1])
    set -l typed $words
    set -e words[1]
    for line in ($program __complete $words "$word" 2>/dev/null)
        switch $line
            case :files :directories
                set -l option (string match -r -- '^-[^=]*=' $word)
                set -l path (string replace -r -- '^-[^=]*=' '' $word)
                if test $line = :files
                    printf "$option%s\n" (__fish_complete_path $path)
                else
                    printf "$option%s\n" (__fish_complete_directories $path '')
                end
            case :command
                set -l start (contains -i -- -- $typed)
                complete -C (string join ' ' -- (string escape -- $typed[(math $start + 1)..-1]) "$word")
            case '*'
                echo $line
        end
    end
end
complete -c PROGRAM -f -a '(__IDENTIFIER_complete)'
