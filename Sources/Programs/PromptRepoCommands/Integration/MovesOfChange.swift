internal import PromptFiles
internal import PromptRepo
internal import Synchronization

/// The moves of prompts' references that a change made, and of the tombstones of renamed ones.
final class MovesOfChange: Sendable {
  private let moves = Mutex<[ReferenceMove]>([])

  var all: [ReferenceMove] { moves.withLock(\.self) }

  @Sendable func note(_ made: ReferenceMoves) {
    let ofPrompts = made.filter { move in
      move.old != move.new
        && [.prompts, .tombstones].contains { (folder: LedgerRef.Folder) in
          folder.path(of: move.name) != nil
        }
    }
    moves.withLock { $0 += ofPrompts }
  }

  /// The moves of prompts that did not arrive at the remote, and of those whose names go with theirs.
  func lost(
    of results: [CommitReport.Result], _ arrived: Set<PromptName>, _ repository: Repository
  ) throws(RepositoryError) -> [ReferenceMove] {
    let names = NamesGivenOn(results.map { ($0.ledgerName, $0.name) })
    let missing = Set(
      results.map(\.name).filter { !arrived.contains($0) }.map(names.representative))
    if missing.isEmpty { return [] }
    var owners: [PromptID: PromptName] = [:]
    for result in results where result.renamedFrom != nil {
      if let prompt = try repository.prompt(result.name) { owners[prompt.record.id] = result.name }
    }
    return all.filter { move in
      let owner: PromptName? =
        switch LedgerRef(move.name) {
        case .prompt(let name, _)?: name
        case .tombstones(let id)?: owners[id]
        case .repositoryWide?, .tracking?, nil: nil
        }
      return owner.map { missing.contains(names.representative(of: $0)) } ?? false
    }
  }
}

/// Names that a change gives from one prompt to another, so that all of them move or none.
struct NamesGivenOn {
  private var next: [PromptName: PromptName] = [:]

  /// - Parameter names: The name of each prompt before the change, and after it.
  init(_ names: [(old: PromptName, new: PromptName)]) {
    for (old, new) in names {
      let ends = (representative(of: old), representative(of: new))
      if ends.0 != ends.1 { next[ends.0] = ends.1 }
    }
  }

  /// One of the names that move together with a name, for all of them the same.
  func representative(of name: PromptName) -> PromptName {
    var name = name
    while let further = next[name] { name = further }
    return name
  }
}
