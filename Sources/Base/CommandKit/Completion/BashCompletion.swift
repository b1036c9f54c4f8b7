/// Writes the completion script for bash 3.2 and later.
///
/// Tables made from the declarations say what may stand where; ``bashCompletionFunctions(_:)`` walks the line by them.
struct BashCompletion {
  private let program: ProgramDeclaration
  private let places: [CompletionPlace]

  init(_ program: ProgramDeclaration) {
    self.program = program
    places = program.completionPlace.all
  }

  /// The name of the completion function; those of its helpers begin with it.
  private var name: String { "_\(program.name.shellIdentifier)" }

  var script: String {
    """
    # bash completion for \(program.name)

    # Sets command to the subcommand that $1 names; a family's name or help may stand before it.
    \(name)_command() {
      case "$1" in
    \(commandCases)
      *) return 1 ;;
      esac
    }

    # Sets values to the subcommands that may follow $1; fails if none may.
    \(name)_subcommands() {
      case "$1" in
    \(subcommandCases)
      *) return 1 ;;
      esac
    }

    # Sets values to the options and flags of subcommand $1.
    \(name)_options() {
      case "$1" in
    \(optionCases)
      esac
    }

    # Sets kind to what completes option $2 of subcommand $1; fails if that takes no value.
    \(name)_value() {
      case "$1 $2" in
    \(valueCases)
      *) return 1 ;;
      esac
    }

    # Sets kind to what completes argument number $2, from 0, of subcommand $1; fails if there is none.
    \(name)_argument() {
      case "$1 $2" in
    \(argumentCases)
      *) return 1 ;;
      esac
    }

    \(bashCompletionFunctions(name))

    complete -F \(name) \(program.name)

    """
  }

  private var commandCases: String {
    let cases = places.dropFirst().map { place in
      let names = place.names.map(\.shellQuoted).joined(separator: " | ")
      return "  \(names)) command=\(place.name.shellQuoted) ;;"
    }
    return cases.joined(separator: "\n")
  }

  private var subcommandCases: String {
    let cases = places.filter { !$0.subcommands.isEmpty }.map { place in
      valuesCase(of: place, place.subcommands.map(\.name))
    }
    return cases.joined(separator: "\n")
  }

  private var optionCases: String {
    places.map { valuesCase(of: $0, $0.options.map(\.name)) }.joined(separator: "\n")
  }

  private func valuesCase(of place: CompletionPlace, _ values: [String]) -> String {
    "  \(place.name.shellQuoted)) values=(\(values.map(\.shellQuoted).joined(separator: " "))) ;;"
  }

  private var valueCases: String {
    let cases = places.flatMap { place in
      place.options.filter { $0.parameter.kind == .option }.map { option in
        let key = "\(place.name) \(option.name)".shellQuoted
        return "  \(key)) \(assignment(option.parameter.completion)) ;;"
      }
    }
    return cases.joined(separator: "\n")
  }

  private var argumentCases: String {
    let cases = places.flatMap { place in
      place.arguments.enumerated().map { index, argument in
        let key =
          argument.isRepeated
          ? "\(place.name) ".shellQuoted + "*" : "\(place.name) \(index)".shellQuoted
        return "  \(key)) \(assignment(argument.completion)) ;;"
      }
    }
    return cases.joined(separator: "\n")
  }

  /// Sets kind, and values for a list.
  private func assignment(_ completion: Completion) -> String {
    switch completion {
    case .none: "kind=none"
    case .file: "kind=file"
    case .directory: "kind=directory"
    case .list(let words):
      "kind=list values=(\(words.map(\.shellQuoted).joined(separator: " ")))"
    case .custom(let kind): "kind=\("custom:\(kind)".shellQuoted)"
    }
  }
}

/// The part of a bash completion script that is the same for every program; its functions' names begin
/// with `name`.
///
/// Nothing that completes is ever evaluated as shell code, as `compgen -W` would do.
func bashCompletionFunctions(_ name: String) -> String {
  #"""
  # Adds to COMPREPLY what begins with $2; $1 stands before it in the same word.
  \#(name)_offer() {
    local item
    local -a found=()
    case "$kind" in
    list) found=("${values[@]}") ;;
    file)
      compopt -o filenames 2>/dev/null
      while IFS= read -r item; do found+=("$item"); done < <(compgen -f -- "$2")
      ;;
    directory)
      compopt -o filenames 2>/dev/null
      while IFS= read -r item; do found+=("$item"); done < <(compgen -d -- "$2")
      ;;
    custom:*)
      while IFS= read -r item; do found+=("$item"); done < <(
        "${words[0]/#\~\//$HOME/}" ---complete "${kind#custom:}" "${words[@]:1:cword-1}" "$2" \
          2>/dev/null
      )
      ;;
    esac
    for item in ${found[@]+"${found[@]}"}; do
      [[ $item == "$2"* ]] || continue
      # Readline quotes file names; what a program answers is quoted here.
      [[ $kind == custom:* && -z $quote ]] && printf -v item %q "$item"
      item=$1$item
      COMPREPLY+=("${item#"$lead"}")
    done
  }

  \#(name)() {
    local IFS=$' \t\n'
    local -a words=() values=()
    local cword=-1 lead quote='' line=$COMP_LINE command='' kind='' ended='' option='' count=0
    local i j word cur

    # Readline splits words at some of = : @ too. Join again what no space parts.
    for ((i = 0; i <= COMP_CWORD; i++)); do
      word=${COMP_WORDS[i]}
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

    for ((i = 1; i < cword; i++)); do
      word=${words[i]}
      if [[ -z $ended && $word == -- ]]; then
        ended=1
      elif [[ -z $ended && $word == --* ]]; then
        if [[ $word != *=* ]] && \#(name)_value "$command" "$word"; then
          ((++i == cword)) && option=$word
        fi
      elif [[ -z $ended && $word == -?* && $word != -[0-9.]* ]]; then
        for ((j = 1; j < ${#word}; j++)); do
          if \#(name)_value "$command" "-${word:j:1}"; then
            ((j + 1 == ${#word} && ++i == cword)) && option=-${word:j:1}
            break
          fi
        done
      elif ! \#(name)_subcommands "$command"; then
        ((++count))
      else
        \#(name)_command "${command:+$command }$word" || return 0
        ended=''
      fi
    done

    COMPREPLY=()
    if [[ -n $option ]]; then
      \#(name)_value "$command" "$option" && \#(name)_offer '' "$cur"
    elif [[ -z $ended && $cur == --*=* ]]; then
      \#(name)_value "$command" "${cur%%=*}" && \#(name)_offer "${cur%%=*}=" "${cur#*=}"
    elif [[ $cur != -* || -n $ended ]] && \#(name)_subcommands "$command"; then
      kind=list
      \#(name)_offer '' "$cur"
    elif [[ -z $ended && $cur == -* ]] || ! \#(name)_argument "$command" "$count"; then
      [[ -n $ended ]] && return 0
      kind=list
      \#(name)_options "$command"
      \#(name)_offer '' "$cur"
    else
      \#(name)_offer '' "$cur"
    fi
    return 0
  }
  """#
}
