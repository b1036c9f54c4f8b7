import Foundation
import TestSupport
import Testing

/// What the documentation names is there.
@Suite struct LinkTests {
  /// README.md and the articles of every catalogue, relative to the project.
  static let articles: [String] = {
    let files = FileManager.default.enumerator(atPath: "\(RealPrompts.projectRoot)/Sources")
    let names = files?.compactMap { $0 as? String } ?? []
    return ["README.md"] + names.filter { $0.hasSuffix(".md") }.sorted().map { "Sources/\($0)" }
  }()

  @Test func everyModuleWithACatalogueIsFound() {
    #expect(
      LinkTests.articles.contains("Sources/Ledger/PromptRepo/PromptRepo.docc/Architecture.md"))
  }

  @Test(arguments: articles)
  func relativeLinksLeadToFiles(_ article: String) throws {
    let folder = URL(fileURLWithPath: "\(RealPrompts.projectRoot)/\(article)")
      .deletingLastPathComponent()
    for link in try Readme(article).relativeLinks {
      let target = folder.appendingPathComponent(link).path
      #expect(FileManager.default.fileExists(atPath: target), "\(article) links to \(link)")
    }
  }

  @Test(arguments: articles)
  func documentsAndSymbolsExist(_ article: String) throws {
    let file = URL(fileURLWithPath: "\(RealPrompts.projectRoot)/\(article)")
    let text = try Readme(article).text
    for match in text.matches(of: /<doc:([A-Za-z]+)>/) {
      let target = file.deletingLastPathComponent().appendingPathComponent("\(match.output.1).md")
      #expect(
        FileManager.default.fileExists(atPath: target.path), "\(article) names \(match.output.1)")
    }
    let module = file.deletingLastPathComponent().deletingLastPathComponent()
    for match in text.matches(of: /[^`]``([A-Za-z]+)``/)
    where String(match.output.1) != module.lastPathComponent {
      #expect(
        try declares(String(match.output.1), below: module), "\(article) names \(match.output.1)")
    }
  }

  /// Whether a source file below a folder declares a type of this name.
  private func declares(_ name: String, below folder: URL) throws -> Bool {
    let pattern = try Regex("(struct|class|enum|protocol|typealias) \(name)\\b")
    let files = FileManager.default.enumerator(atPath: folder.path)
    for case let path as String in files ?? .init() where path.hasSuffix(".swift") {
      let text = try String(
        contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
      if text.contains(pattern) { return true }
    }
    return false
  }
}
