/// A shell that completion scripts are written for.
///
/// A script knows nothing of the commands: it asks the program for every word, by the request that
/// ``CompletionRequest/lines()`` answers. Nothing of an answer is ever evaluated as shell code.
enum Shell: String, CaseIterable, ArgumentValue {
  case bash, zsh, fish

  /// The script for the program of this name, which ends with a line feed.
  func completionScript(for program: String) -> String {
    // Part of the names of functions.
    let name = String(
      decoding: program.utf8.map { $0.isASCIILetter || $0.isASCIIDigit ? $0 : UInt8(ascii: "_") },
      as: UTF8.self)
    return switch self {
    case .bash: bashCompletion(for: program, function: "_\(name)")
    case .zsh: zshCompletion(for: program, function: "_\(name)")
    case .fish: fishCompletion(for: program, function: "__\(name)")
    }
  }
}

/// The script for bash 3.2 and later.
private func bashCompletion(for program: String, function: String) -> String {
  #"""
  # bash completion for \#(program)

  \#(function)() {
    local IFS=$' \t\n'
    local -a words=() answer=() found=()
    local cword=-1 quote='' line=$COMP_LINE i word cur lead kind before action program

    # Readline splits words at some of = : @ too. Join again what no space parts.
    for ((i = 0; i <= COMP_CWORD; i++)); do
      word=${COMP_WORDS[i]}
      # The cursor may be inside the last word; $2 ends there.
      if [[ $i -eq $COMP_CWORD && -n $2 ]]; then
        [[ $word == *"$2"* ]] && word=${word%%"$2"*}$2
      elif [[ $i -eq $COMP_CWORD && $word == [[:alnum:]]* ]]; then
        word=''
      fi
      if [[ $i -gt 0 && -n $COMP_LINE && $line != [[:space:]]* ]]; then
        words[cword]+=$word
      else
        words[++cword]=$word
      fi
      line=${line#"${line%%[![:space:]]*}"}
      line=${line#"$word"}
    done
    # Readline replaces $2 only; lead is what stays before it.
    cur=${words[cword]}
    [[ $cur == [\"\']* ]] && quote=${cur:0:1}
    cur=${cur#"$quote"}
    lead=${cur%"$2"}

    # The answer: its kind, a name and what stays before each word; then the words.
    COMPREPLY=()
    program=${words[0]/#\~\//$HOME/}
    type "$program" >/dev/null 2>&1 || return 0
    while IFS= read -r word; do answer+=("$word"); done < <(
      "$program" ---complete "${words[@]:1:cword-1}" "$cur" 2>/dev/null
    )
    ((${#answer[@]})) || return 0
    kind=${answer[0]%%$'\t'*} before=${answer[0]##*$'\t'}
    case $kind in
    words) found=("${answer[@]:1}") ;;
    files | folders)
      [[ $kind == files ]] && action=-f || action=-d
      type compopt >/dev/null 2>&1 || kind=unquoted
      compopt -o filenames 2>/dev/null
      while IFS= read -r word; do found+=("$word"); done < <(
        compgen "$action" -- "${cur#"$before"}"
      )
      ;;
    esac
    for word in ${found[@]+"${found[@]}"}; do
      # Readline quotes file names, but not before bash 4. What the program answers is quoted here.
      [[ $kind == words ]] && word=${word%%$'\t'*}
      [[ $kind == [wu]* && -z $quote ]] && printf -v word %q "$word"
      word=$before$word
      COMPREPLY+=("${word#"$lead"}")
    done
    return 0
  }

  complete -F \#(function) \#(program)

  """#
}

/// The script for zsh.
private func zshCompletion(for program: String, function: String) -> String {
  #"""
  #compdef \#(program)

  \#(function)() {
    local -a answer header items
    local line word
    local program=${${(Q)words[1]}/#\~\//$HOME/}
    whence -- "$program" >/dev/null || return 1
    # The answer: its kind, a name and what stays before each word; then the words.
    answer=("${(@f)$(
      "$program" ---complete "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" \
        2>/dev/null
    )}")
    header=("${(@ps:\t:)answer[1]}")
    [[ -n $header[3] ]] && compset -P "${(b)header[3]}"
    case $header[1] in
    words)
      for line in "${(@)answer[2,-1]}"; do
        word=${${${line%%$'\t'*}//\\/\\\\}//:/\\:}
        [[ $line == *$'\t'* ]] && word+=:${line#*$'\t'}
        items+=("$word")
      done
      _describe -t words "$header[2]" items
      ;;
    files) _files ;;
    folders) _files -/ ;;
    text) _message "$header[2]" ;;
    esac
  }

  if [[ $funcstack[1] == \#(function) ]]; then
    \#(function) "$@"
  else
    compdef \#(function) \#(program)
  fi

  """#
}

/// The script for fish 3 and later.
private func fishCompletion(for program: String, function: String) -> String {
  #"""
  # fish completion for \#(program)

  # Asks the program. Its answer: a kind, a name and what stays before each word; then the words.
  function \#(function)_ask
    set -l words (commandline -opc)
    set -l program (string replace -r '^~/' "$HOME/" -- $words[1])
    command -sq -- $program; or return
    set -e words[1]
    set -l current (commandline -ct)
    command $program ---complete $words "$current" 2>/dev/null
  end

  # Whether the program wants the name of a file.
  function \#(function)_files
    set -l answer (\#(function)_ask)
    string match -q -r '^files\t' -- "$answer[1]"
  end

  # Prints the words that the program answers, or the folders that it wants.
  function \#(function)_words
    set -l answer (\#(function)_ask)
    set -l header (string split \t -- "$answer[1]")
    switch "$header[1]"
      case words
        set -q answer[2]; and printf '%s\n' $header[3]$answer[2..-1]
      case folders
        set -l current (string replace -- "$header[3]" '' (commandline -ct))
        set -l found (__fish_complete_directories "$current")
        set -q found[1]; and printf '%s\n' $header[3]$found
    end
  end

  complete -c \#(program) -f -a '(\#(function)_words)'
  complete -c \#(program) -n \#(function)_files -F

  """#
}
