import CanonicalJSON
import MemoryStore
import PromptMerge
import PromptRepo
import PromptSync
import PromptsAPI
import Synchronization
import TestSupport
import Testing

/// Somebody works with the ledger while it is synced.
@Suite struct LocalChangeTests {
  /// What they do.
  enum Act: CaseIterable {
    case commit, rollBack, edit, rename
  }

  private static let names = ["ahead", "behind", "moved", "edited", "new"]

  private static func act(_ act: Act, _ side: Side) {
    do {
      for name in names {
        switch act {
        case .commit: try side.commit(name, "\(name) meanwhile")
        case .rollBack:
          let active = try side.repository.prompt(PromptName(name))?.active?.version
          try side.rollback(name, to: active == 1 ? 2 : 1)
        case .edit: try side.edit(name, RecordEdit(metadata: .set(["meanwhile": true])))
        case .rename:
          try side.repository.by(Side.author()).rename(
            PromptName(name), to: PromptName("\(name)-meanwhile"))
        }
      }
    } catch {
      Issue.record("\(error)")
    }
  }

  /// What there was right after it.
  private final class Views: Sendable {
    private let views = Mutex<[String: View]>([:])
    func set(_ all: [String: View]) { views.withLock { $0 = all } }
    var all: [String: View] { views.withLock { $0 } }
  }

  @Test(arguments: Act.allCases)
  func nothingOfItIsLost(act: Act) throws {
    let plain = try Scenario(givesTips: true)
    let counter = InterruptedStore(plain.store, before: 0) {}
    try Side(plain.hosted, counter).run(.sync).expectDone()
    let step = isExtra ? 1 : max(1, counter.calls / 10)
    for number in stride(from: 1, through: counter.calls, by: step) {
      let scenario = try Scenario(givesTips: true)
      let other = try scenario.side()
      let views = Views()
      let store = InterruptedStore(scenario.store, before: number) {
        LocalChangeTests.act(act, other)
        views.set((try? other.view()) ?? [:])
      }
      _ = try? Side(scenario.hosted, store).run(.sync)
      let comment: Comment = "before call \(number)"
      let texts = act == .commit ? LocalChangeTests.names.map { "\($0) meanwhile" } : []
      let before = views.all
      try expectInStep(
        scenario.hosted, [other], texts: scenario.texts + texts, .ours, comment)
      let after = try other.view()
      for name in LocalChangeTests.names {
        let view = after.values.first { $0.texts[0] == "\(name) 1\n" }
        switch act {
        case .commit: #expect(view?.activeText == "\(name) meanwhile", comment)
        case .rollBack:
          let there = before.values.first { $0.texts[0] == "\(name) 1\n" }
          #expect(view?.activeText == there?.activeText, comment)
        case .edit: #expect(view?.metadata == #"{"meanwhile":true}"#, comment)
        case .rename: #expect(view != nil, comment)
        }
      }
    }
  }

  /// The record is edited here between the decision to take the remote's and the taking.
  @Test func aRecordIsNotTakenOverAnEditThatCameMeanwhile() throws {
    var calls = 1
    for number in 1...1_000 {
      let (hosted, memory) = (try Hosted(), MemoryStore())
      let side = try Side(hosted, memory)
      try side.create("reply", "1")
      try side.run(.sync).expectDone()
      let writer = Writer(hosted)
      try writer.edit(writer.prompts()[0].id, UpdatePromptRequest(description: .some("there")))
      let store = InterruptedStore(memory, before: number) {
        do {
          try side.edit("reply", RecordEdit(metadata: .set(["here": 1])))
        } catch {
          Issue.record("\(error)")
        }
      }
      _ = try Side(hosted, store).run(.sync)
      calls = store.calls
      guard number <= calls else { break }
      try expectInStep(hosted, [side], texts: ["1"], .merge, "before call \(number)")
      let view = try side.view()["reply"]
      #expect(view?.metadata == #"{"here":1}"# && view?.text == "there", "before call \(number)")
    }
    #expect(calls > 20)
  }
}
