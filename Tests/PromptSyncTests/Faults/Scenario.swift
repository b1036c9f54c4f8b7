import CanonicalJSON
import MemoryStore
import PromptRepo
import PromptSync
import PromptsAPI
import Testing

/// A ledger and a hosted API with everything that a sync may have to do, without any conflict.
struct Scenario {
  let hosted: Hosted
  let store = MemoryStore()
  let texts: [String]

  init(givesTips: Bool) throws {
    hosted = try Hosted(givesTips: givesTips)
    let writer = Writer(hosted)
    var texts: [String] = []
    func text(_ name: String, _ number: Int) -> String {
      texts.append("\(name) \(number)\n")
      return texts[texts.count - 1]
    }
    let side = try Side(hosted, store)
    for name in ["ahead", "behind", "moved", "edited"] {
      try side.create(name, text(name, 1))
      try side.commit(name, text(name, 2))
    }
    try side.run(.sync).expectDone()
    // Two new versions, of which neither is to be active, and an edit.
    for number in 3...4 { try side.commit("ahead", text("ahead", number)) }
    try side.rollback("ahead", to: 2)
    try side.edit("ahead", RecordEdit(title: .set("Ahead"), metadata: .set(["a": 1])))
    try side.rollback("moved", to: 1)
    try side.edit("edited", RecordEdit(description: .set("edited here")))
    // A new prompt here, and one there.
    for number in 1...3 {
      if number == 1 {
        try side.create("new", text("new", 1))
      } else {
        try side.commit("new", text("new", number))
      }
    }
    try side.rollback("new", to: 1)
    let there = try writer.create("there", text("there", 1), ["b": [1, 2]])
    try writer.publish(there, text("there", 2))
    let behind = try writer.prompt("behind").id
    try writer.publish(behind, text("behind", 3))
    try writer.publish(behind, text("behind", 4))
    try writer.activate(behind, 3)
    try writer.edit(behind, UpdatePromptRequest(description: .some("edited there")))
    self.texts = texts
  }

  /// The ledger with a process that lives.
  func side() throws -> Side { try Side(hosted, store) }

  /// What both sides hold in the end, and how many requests it takes with and without tips.
  static let expected = Result {
    var requests: [Bool: Int] = [:]
    var views: [String: View] = [:]
    for givesTips in [true, false] {
      let scenario = try Scenario(givesTips: givesTips)
      scenario.hosted.forgetRequests()
      try scenario.side().run(.sync).expectDone()
      requests[givesTips] = scenario.hosted.requests.count
      views = try scenario.side().view()
    }
    return (views: views, requests: requests)
  }

  /// What both sides hold in the end.
  static func result() throws -> [String: View] { try expected.get().views }

  /// How many requests it takes.
  static func requests(givesTips: Bool) throws -> Int {
    try expected.get().requests[givesTips] ?? 0
  }
}
