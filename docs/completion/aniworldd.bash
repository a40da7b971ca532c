# Made by `aniworldd completion bash`: source <(aniworldd completion bash)
_aniworldd() {
    local at="" word words="" cur=${COMP_WORDS[COMP_CWORD]}
    local prev=${COMP_WORDS[COMP_CWORD-1]}
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        case "$at $word" in
            ' run'|' demo'|' check'|' config'|' config show'|' schema'|' openapi'|' explain'|' plan'|' why'|' names'|' site'|' site test'|' add'|' remove'|' backup'|' backup list'|' backup take'|' backup restore'|' backup prune'|' scan'|' status'|' pause'|' resume'|' queue'|' queue cancel'|' queue first'|' retry'|' root'|' root accept'|' install-unit'|' passwd'|' recover'|' completion'|' manual') at="$at $word" ;;
        esac
    done
    case "$at $prev" in
        ' check --format') words='text json github' ;;
        *)
            case "$at" in
                '') words='run demo check config schema openapi explain plan why names site add remove backup scan status pause resume queue retry root install-unit passwd recover completion manual --help --version' ;;
                ' run') words='--help --config --strict' ;;
                ' demo') words='--help --once --keep' ;;
                ' check') words='--help --config --format --quiet' ;;
                ' config') words='show --help' ;;
                ' config show') words='--help --config --origin --json' ;;
                ' schema') words='config watch site --help' ;;
                ' openapi') words='--help' ;;
                ' explain') words='--help' ;;
                ' plan') words='--help --config --json' ;;
                ' why') words='--help --config --json' ;;
                ' names') words='--help --json' ;;
                ' site') words='test --help' ;;
                ' site test') words='--help --live --config --json' ;;
                ' add') words='--help --config --name --folder --languages --upgrade --json' ;;
                ' remove') words='--help --config --json' ;;
                ' backup') words='list take restore prune --help' ;;
                ' backup list') words='--help --config --json' ;;
                ' backup take') words='--help --config --with-secrets --json' ;;
                ' backup restore') words='--help --config --json' ;;
                ' backup prune') words='--help --config --json' ;;
                ' scan') words='--help --config --wait --json' ;;
                ' status') words='--help --config --json' ;;
                ' pause') words='--help --config --json' ;;
                ' resume') words='--help --config --json' ;;
                ' queue') words='cancel first --help --config --json --follow' ;;
                ' queue cancel') words='--help --config --json' ;;
                ' queue first') words='--help --config --json' ;;
                ' retry') words='--help --config --json' ;;
                ' root') words='accept --help' ;;
                ' root accept') words='--help --json --config' ;;
                ' install-unit') words='--help --media --user --dry-run' ;;
                ' passwd') words='--help --config' ;;
                ' recover') words='--help --config' ;;
                ' completion') words='bash zsh fish --help' ;;
                ' manual') words='--help' ;;
            esac ;;
    esac
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _aniworldd aniworldd
