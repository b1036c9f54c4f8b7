import PromptMerge
import PromptRepo
import PromptSync
import Synchronization
import Testing

/// Lets every side sync until nothing changes any more, and expects that all hold the same.
///
/// - Parameters:
///   - texts: What was cut anywhere; each of them has to be there exactly once, apart from
///     resolutions.
///   - duplicates: How many versions may be there twice, since the network delivered them twice.
func expectInStep(
  _ hosted: Hosted, _ sides: [Side], texts: [String]? = nil, duplicates: Int = 0,
  _ resolution: Resolution? = nil, _ comment: Comment? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  hosted.fault.withLock { $0 = nil }
  var last: [SyncReport] = []
  for _ in 0..<10 {
    let before = try sides.map { try $0.view() }
    hosted.forgetRequests()
    last = try sides.map { try $0.run(.sync, resolution) }
    let isDone = last.allSatisfy { $0.exitCode == 0 }
    if try isDone && hosted.writes.isEmpty && sides.map({ try $0.view() }) == before { break }
  }
  for report in last {
    #expect(report.complaints == [], comment, sourceLocation: sourceLocation)
    #expect(
      report.states.values.allSatisfy { $0 == .clean }, "\(report.states) \(comment ?? "")",
      sourceLocation: sourceLocation)
  }
  hosted.forgetRequests()
  let revisions = try sides.map { try $0.repository.store.references(under: "") }
  for side in sides { try side.run(.sync, resolution) }
  #expect(
    hosted.requests.count == sides.count && hosted.writes.isEmpty, "\(hosted.requests)",
    sourceLocation: sourceLocation)
  #expect(
    try sides.map { try $0.repository.store.references(under: "") } == revisions, comment,
    sourceLocation: sourceLocation)

  // A second prompt with one token is left alone.
  let there = try View.all(
    hosted.repository, except: last.flatMap(\.warnings).map { $0.suffix(140) }.joined())
  var resolutions = 0
  for side in sides {
    let here = try side.view()
    #expect(here.count == there.count, comment, sourceLocation: sourceLocation)
    for (name, view) in here {
      #expect(
        view.unordered == there[name]?.unordered, comment, sourceLocation: sourceLocation)
    }
    resolutions += try expectSound(side.repository, comment, sourceLocation: sourceLocation)
  }
  guard let texts else { return }
  let all = there.values.flatMap(\.texts)
  #expect(Set(texts).subtracting(all) == [], comment, sourceLocation: sourceLocation)
  let surplus = all.count - texts.count - resolutions
  #expect((0...duplicates).contains(surplus), comment, sourceLocation: sourceLocation)
}

/// Expects that a ledger is in order; returns how many of its versions are resolutions made here.
func expectSound(
  _ repository: Repository, _ comment: Comment? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) throws -> Int {
  var ids: Set<PromptID> = []
  var resolutions = 0
  for prompt in try repository.prompts() {
    #expect(ids.insert(prompt.record.id).inserted, comment, sourceLocation: sourceLocation)
    let versions = try repository.versions(of: prompt.name)
    #expect(
      versions.reversed().map(\.number) == Array(1...max(1, versions.count)), comment,
      sourceLocation: sourceLocation)
    #expect(
      versions.contains { $0.number == prompt.active?.version }, comment,
      sourceLocation: sourceLocation)
    for version in versions {
      let content = try repository.content(of: version)
      #expect(content.hash == version.hash, comment, sourceLocation: sourceLocation)
      if version.message.hasPrefix("Version "), version.message.contains(" from here and ") {
        resolutions += 1
      }
    }
  }
  return resolutions
}

extension View {
  /// All of it but the order of versions, which differs where both sides cut.
  var unordered: String { "\(texts.sorted()) '\(activeText)' '\(name)' '\(text)' \(metadata)" }
}
