/// A subcommand: its declaration and what it does.
///
/// ```swift
/// Command(
///   "rollback", abstract: "Make an earlier version active again.",
///   .argument("prompt", help: "The prompt."),
///   .option("--to", help: "The version."),
///   .flag("--dry-run", help: "Only say what would happen.")
/// ) { (context: Context, prompt: PromptName, to: VersionSpec?, dryRun: Bool) in
///   …
/// }
/// ```
public struct Command<Context>: Sendable {
  /// The command without its closure.
  public internal(set) var declaration: CommandDeclaration

  /// Reads the occurrences of each parameter, in declared order, and gives what is to be run.
  let bind: @Sendable ([[Occurrence]]) throws(UsageError) -> @Sendable (Context) throws -> Void

  /// Declares a command.
  ///
  /// - Parameters:
  ///   - name: the subcommand's name; in a family, its second word.
  ///   - aliases: other names that are accepted.
  ///   - isHidden: leaves it out of help and completion.
  ///   - abstract: one line that says what it does.
  ///   - discussion: paragraphs for its own help.
  ///   - parameters: what it accepts; the closure receives one value for each, in this order.
  ///   - run: does the work. A ``UsageError`` it throws is shown with the command's usage; any other
  ///     error reaches the caller of ``Invocation/run()`` as it is.
  public init<each Value: Sendable>(
    _ name: String, aliases: [String] = [], isHidden: Bool = false, abstract: String,
    discussion: String = "", _ parameters: repeat Parameter<each Value>,
    run: @escaping @Sendable (Context, repeat each Value) throws -> Void
  ) {
    var declarations: [ParameterDeclaration] = []
    repeat declarations.append((each parameters).declaration)
    declaration = CommandDeclaration(
      family: nil, word: name, aliases: aliases, isHidden: isHidden, abstract: abstract,
      discussion: discussion, parameters: declarations)
    bind = { occurrences throws(UsageError) in
      var reader = OccurrenceReader(occurrences)
      let values = (repeat try reader.next(each parameters))
      return { context in try run(context, repeat each values) }
    }
  }
}
