/// A command-line program: global parameters, commands, and how a context is made for them.
///
/// It reads and writes nothing itself: ``parse(_:width:)`` says what is to be done.
public struct Program<Context>: Sendable {
  /// The program without its closures, as help and completion scripts read it.
  public var declaration: ProgramDeclaration {
    ProgramDeclaration(
      name: outline.name, abstract: outline.abstract, discussion: outline.discussion,
      globals: outline.globals, groups: groups.map { $0.declaration })
  }

  /// The declaration without its commands, which a run of one of them does not need.
  let outline: ProgramDeclaration

  let version: String
  let groups: [CommandGroup<Context>]
  let completers: [String: @Sendable (Context, String) throws -> [String]]

  /// Reads the occurrences of each global parameter and gives what makes the context.
  let bindContext: @Sendable ([[Occurrence]]) throws(UsageError) -> @Sendable () throws -> Context

  /// Declares a program.
  ///
  /// - Parameters:
  ///   - name: what usage lines begin with.
  ///   - version: what `--version` prints.
  ///   - abstract: one line that says what the program does.
  ///   - discussion: paragraphs for its help.
  ///   - globals: options and flags that every command accepts, before or after its name. A command
  ///     that declares the same name has it for itself.
  ///   - context: makes what commands receive from the values of the global parameters. It is called
  ///     when a command runs, not before.
  ///   - groups: the commands as help shows them.
  ///   - completers: for each name used in ``Completion/custom(_:)``, what to offer. It receives the
  ///     word as far as it is typed; answers that do not begin with it are dropped by the shell.
  public init<each Global: Sendable>(
    _ name: String, version: String, abstract: String, discussion: String = "",
    _ globals: repeat Parameter<each Global>,
    context: @escaping @Sendable (repeat each Global) throws -> Context,
    groups: [CommandGroup<Context>],
    completers: [String: @Sendable (Context, _ prefix: String) throws -> [String]] = [:]
  ) {
    var declarations: [ParameterDeclaration] = []
    repeat declarations.append((each globals).declaration)
    precondition(
      declarations.allSatisfy { $0.kind != .argument }, "Global parameters are options and flags.")
    outline = ProgramDeclaration(
      name: name, abstract: abstract, discussion: discussion, globals: declarations, groups: [])
    self.version = version
    // No key paths here: in a function with a parameter pack they crash Swift 6.3's runtime.
    self.groups = groups
    self.completers = completers
    bindContext = { occurrences throws(UsageError) in
      var reader = OccurrenceReader(occurrences)
      let values = (repeat try reader.next(each globals))
      return { try context(repeat each values) }
    }
  }
}
