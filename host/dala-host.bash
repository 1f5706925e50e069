# bash completion for dala-host

_dala_host() {
  local cur prev command i words_of
  cur=${COMP_WORDS[COMP_CWORD]}
  prev=${COMP_WORDS[COMP_CWORD - 1]}
  command=${COMP_WORDS[1]}
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    mapfile -t COMPREPLY < <(compgen -W "list info render compare stress bench
      --help --version" -- "$cur")
    return
  fi
  case $prev in
    --plugin)
      # A colon ends a word for bash: offer what follows the last one
      words_of=$(dala-host list 2>/dev/null | cut -f1)
      mapfile -t COMPREPLY < <(compgen -W "$words_of" -- "$cur")
      declare -F __ltrim_colon_completions >/dev/null &&
        __ltrim_colon_completions "$cur"
      return ;;
    --format) mapfile -t COMPREPLY < <(compgen -W "wav flac ogg aiff" -- "$cur")
      return ;;
    --bits) mapfile -t COMPREPLY < <(compgen -W "16 24 32f" -- "$cur")
      return ;;
    --channel) mapfile -t COMPREPLY < <(compgen -W "mix left right each" -- "$cur")
      return ;;
    --tail) mapfile -t COMPREPLY < <(compgen -W "auto" -- "$cur")
      return ;;
    --set|--block|--bpm|--meter|--rate|--jobs|--timeout|--shard|--normalize)
      return ;;
  esac
  if [[ $cur == -* ]]; then
    # What the page of the command names is what it understands
    words_of=$(dala-host "$command" --help 2>/dev/null |
      grep -oE -- '--[a-z][a-z-]*' | sort -u)
    mapfile -t COMPREPLY < <(compgen -W "$words_of --help" -- "$cur")
  elif [ "$command" = stress ]; then
    words_of=$(dala-host stress --help 2>/dev/null |
      sed -n 's/^  \([a-z][a-z-]*\)  .*/\1/p')
    mapfile -t COMPREPLY < <(compgen -W "$words_of" -- "$cur")
  else
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$cur")
  fi
}
complete -F _dala_host dala-host
