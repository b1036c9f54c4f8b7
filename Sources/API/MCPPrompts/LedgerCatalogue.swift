internal import CanonicalJSON
internal import PromptInputs
internal import PromptMessages
public import PromptMCP
public import PromptRepo
internal import PromptTemplate
internal import Synchronization

/// The prompts of a ledger that are live in one place, as a server of the Model Context Protocol has
/// them.
///
/// It follows what any process changes: a prompt is read anew whenever it is asked for, and of the list
/// what is not as it was.
public final class LedgerCatalogue: PromptCatalogue {
  /// The prompts that are shown, and how.
  public struct Selection: Sendable {
    /// The environment in which they are live; `nil` for those with an active version.
    public var environment: EnvironmentName?
    /// The text that their names begin with.
    public var prefix: String
    /// Whether names are shown without `/`.
    public var isFlat: Bool

    /// Makes a selection.
    public init(environment: EnvironmentName? = nil, prefix: String = "", isFlat: Bool = false) {
      self.environment = environment
      self.prefix = prefix
      self.isFlat = isFlat
    }
  }

  let selection: Selection
  private let open: @Sendable () throws -> Repository
  private let note: @Sendable (String) -> Void
  private let state = Mutex(State())

  private struct State: Sendable {
    var list = EntryList()
    /// What the client knows of the list; `nil` while it does not.
    var told: [CatalogueEntry]?
  }

  /// Makes a catalogue.
  ///
  /// - Parameters:
  ///   - selection: The prompts that are shown.
  ///   - note: Told what is left out of the list, and why, for a log.
  ///   - open: The ledger as it is now; throws where it is not there any more.
  public init(
    _ selection: Selection, note: @escaping @Sendable (String) -> Void = { _ in },
    open: @escaping @Sendable () throws -> Repository
  ) {
    self.selection = selection
    self.note = note
    self.open = open
  }

  /// What can be listed, in the order of the names.
  public func entries(afresh: Bool) throws(CatalogueError) -> [CatalogueEntry] {
    let repository = try repository()
    return try state.withLock { (state) throws(CatalogueError) in
      try update(&state, in: repository, afresh: afresh)
      state.told = state.list.entries
      return state.list.entries
    }
  }

  /// Whether the list is another one than the client knows; from now on it knows this one.
  ///
  /// Where nothing has changed, a look costs a call or two of the system, if the store tells changes.
  ///
  /// - Parameter afresh: Whether everything is looked at, so that what plain git changed is seen too.
  public func hasChanged(afresh: Bool) throws(CatalogueError) -> Bool {
    let repository = try repository()
    return try state.withLock { (state) throws(CatalogueError) in
      try update(&state, in: repository, afresh: afresh)
      defer { state.told = state.list.entries }
      return state.told.map { $0 != state.list.entries } ?? false
    }
  }

  private func update(
    _ state: inout State, in repository: Repository, afresh: Bool
  ) throws(CatalogueError) {
    let notes = try failing { () throws(RepositoryError) in
      try state.list.update(from: repository, selection, afresh: afresh)
    }
    notes.forEach(note)
  }

  /// The ledger as it is now.
  func repository() throws(CatalogueError) -> Repository {
    do {
      return try open()
    } catch {
      throw .failed("\(error)")
    }
  }

  /// Does what fails only where something is wrong here.
  func failing<Value>(
    _ body: () throws(RepositoryError) -> Value
  ) throws(CatalogueError) -> Value {
    do throws(RepositoryError) { return try body() } catch { throw .failed("\(error)") }
  }
}
