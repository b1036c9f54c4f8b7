/// A place on the command line for completion scripts: what may follow a command's name, a family's,
/// or the program's own.
struct CompletionPlace {
  /// A name of an option or flag.
  typealias Option = (name: String, parameter: ParameterDeclaration)

  /// The names of subcommands that lead to it, one after the other; empty for the program's own place.
  let path: [String]
  /// Other words that are accepted in place of the last of the path.
  let aliases: [String]
  /// Each name of an option or flag that may stand here.
  let options: [Option]
  /// The arguments in their order, up to the first that takes all that follow.
  let arguments: [ParameterDeclaration]
  /// The subcommands offered here; where there are any, there are no arguments.
  let subcommands: [(name: String, abstract: String)]
  /// The places that subcommands lead to.
  let places: [CompletionPlace]

  /// The path as scripts write it.
  var name: String { path.joined(separator: " ") }

  /// The words that lead here from the place before.
  var words: [String] { path.suffix(1) + aliases }

  /// The path with each of these words at its end.
  var names: [String] {
    words.map { (path.dropLast() + [$0]).joined(separator: " ") }
  }

  /// The place and all that follow.
  var all: [CompletionPlace] { [self] + places.flatMap(\.all) }
}
