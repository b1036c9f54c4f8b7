import HTTPMessages
import MemoryStore
import PromptRepo
import TestSupport
import Testing

/// An answer shows one state of a prompt, whatever happens while the index reads.
@Suite struct MixedStateTests {
  @Test(arguments: ["@info", "@versions", "@active"])
  func aVersionThatIsAddedMeanwhile(_ chain: String) throws {
    let memory = MemoryStore()
    let store = ShiftingStore(memory)
    let served = try Served(.memory, open: { store })
    let id = try served.create("a", "one")
    let other = Repository(store: memory)
    let name = try PromptName("a")
    for number in 2...4 {
      try other.by(Sample.person).edit(name, RecordEdit(title: .set("Title \(number)")))
      store.once(after: "/a/\(chain)") {
        _ = try? other.by(Sample.person).addVersion(
          VersionDraft(VersionContent(template: "\(number)")), to: name)
      }
      let prompt = try served.get(Served.path(id)).json()
      #expect(prompt.number("active_version") == prompt.number("latest_version"))
      #expect(prompt.text("active_template") == "\(number)")
    }
  }

  @Test(arguments: ["@info", "@versions", "@active"])
  func aPromptThatTakesAnothersName(_ chain: String) throws {
    let memory = MemoryStore()
    let store = ShiftingStore(memory)
    let served = try Served(.memory, open: { store })
    let id = try served.create("a", "old")
    let other = Repository(store: memory)
    let name = try PromptName("a")
    try other.by(Sample.person).edit(name, RecordEdit(title: .set("Title")))
    store.once(after: "/a/\(chain)") {
      _ = try? other.by(Sample.person).delete(name)
      _ = try? other.by(Sample.person).create(
        name, VersionDraft(VersionContent(template: "new")))
    }
    try served.get(Served.path(id)).expectError(404)
    let listed = try served.get(Served.path).list()
    #expect(listed.count == 1 && listed[0].text("id") != id)
  }
}
