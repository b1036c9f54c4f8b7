import PromptRepo
import PromptSync
import Testing

extension SyncReport {
  /// The states before, by name.
  var states: [String: SyncState] {
    Dictionary(items.map { ($0.name, $0.state) }, uniquingKeysWith: { $1 })
  }

  /// Expects that all went well.
  func expectDone(sourceLocation: SourceLocation = #_sourceLocation) {
    for item in items {
      if case .done = item.result { continue }
      Issue.record("\(item.name): \(item.result) \(item.notes)", sourceLocation: sourceLocation)
    }
    #expect(exitCode == 0, sourceLocation: sourceLocation)
  }

  /// The notes of all prompts, and the warnings.
  var remarks: String { (items.flatMap(\.notes).map(\.summary) + warnings).joined(separator: "\n") }

  /// Why prompts failed, and what their conflicts are about.
  var complaints: [String] {
    items.compactMap { item in
      switch item.result {
      case .failed(let problem): problem.summary
      case .conflict(let conflict): conflict.summary
      case .done, .planned: nil
      }
    }
  }

  /// What is to be done about the conflicts.
  var remedies: [SyncConflict.Remedy] {
    items.compactMap { item in
      if case .conflict(let conflict) = item.result { conflict.remedy } else { nil }
    }
  }
}
