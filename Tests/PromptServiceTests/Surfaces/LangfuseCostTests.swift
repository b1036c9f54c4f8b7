import CanonicalJSON
import HTTPMessages
import MemoryStore
import PromptRepo
import PromptSurfaces
import TestSupport
import Testing

/// What Langfuse's clients ask most costs the same of few prompts and of many.
@Suite struct LangfuseCostTests {
  /// What a page, a prompt and an unknown name read, each once the index knows the ledger.
  private func costs(_ count: Int) throws -> [CountingStore.Counts] {
    let store = MemoryStore()
    try Repository(store: store).change(by: Sample.person) {
      (transaction) throws(RepositoryError) in
      for number in 0..<count {
        try transaction.create(
          PromptName("p/\(number)"), VersionDraft(VersionContent(template: "\(number)")))
      }
    }
    let counting = CountingStore(store)
    let served = try Served(
      .memory, open: { counting }, Served.Options(surfaces: [LangfuseSurface()]))
    _ = try served.prompts("?limit=1")
    #expect(try served.get(Served.langfuse("unknown")).status == .notFound)
    var costs: [CountingStore.Counts] = []
    func note(_ body: () throws -> Void) throws {
      costs.append(try counting.count(body))
    }
    for _ in 0..<2 {
      try note {
        let page = try served.prompts("?limit=20")
        #expect(page.count == 20)
      }
    }
    for _ in 0..<2 { try note { _ = try served.read("p/7", "?label=production") } }
    try note {
      let answer = try served.get(Served.langfuse("unknown/name"))
      #expect(answer.status == .notFound)
    }
    return costs
  }

  @Test(arguments: isExtra ? [1_000, 10_000] : [1_000])
  func pagesAndPromptsCostTheSame(count: Int) throws {
    let few = try costs(100)
    let many = try costs(count)
    if count <= 1_000 { #expect(few == many) }
    // Of more prompts than are kept in memory, those of a page are read for it, and no others.
    #expect(many[0].objects <= 20 * 7 && many[2].objects <= 10)
    #expect(many.map(\.looks) == few.map(\.looks))
    // What was read before is not read again, and what is not there is not looked for.
    for cost in [many[1], many[3], many[4]] {
      #expect(cost.objects == 0 && cost.listings == 0 && cost.references == 0)
    }
  }
}
