import CanonicalJSON
import Foundation
import MemoryStore
import PromptRepo
import PromptsClient
import Synchronization
import Testing

@testable import LangfuseImport

/// A ledger in memory, and a project that is imported into it.
struct Importing {
  let langfuse = FakeLangfuse()
  let repository: Repository
  let waits = Waits()

  final class Waits: Sendable {
    private let seconds = Mutex<[Double]>([])
    func add(_ pause: Double) { seconds.withLock { $0.append(pause) } }
    var all: [Double] { seconds.withLock { $0 } }
  }

  static let author = Author(name: "Importer", email: "importer@example.com")

  init() {
    repository = Repository(store: MemoryStore(), author: Self.author)
  }

  /// Imports, with options that differ from the standard.
  @discardableResult
  func run(
    environments: [String] = [], into other: Repository? = nil,
    _ configure: (inout LangfuseOptions) -> Void = { _ in }
  ) throws -> LangfuseReport {
    var options = LangfuseOptions()
    options.environments = try environments.map { try EnvironmentName($0) }
    configure(&options)
    let waits = waits
    let client = LangfuseClient(
      langfuse, publicKey: "pk", secretKey: "sk",
      policy: RetryPolicy(wait: { waits.add($0) }, now: { 1_773_570_600 }))
    return try LangfuseImport(client, url: "https://langfuse.example.com", options)
      .run(in: other ?? repository) {
        Signature(
          name: Self.author.name, email: Self.author.email,
          time: Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)))
      }
  }

  /// What the import says of a prompt, by its name there.
  func item(
    _ report: LangfuseReport, _ title: String, at location: SourceLocation = #_sourceLocation
  ) throws -> LangfuseReport.PromptItem {
    try #require(
      report.prompts.first { $0.title.utf8.elementsEqual(title.utf8) }, sourceLocation: location)
  }

  /// The texts of a prompt's versions, oldest first.
  func texts(_ name: String) throws -> [String] {
    try versions(name).map { try repository.content(of: $0).template }
  }

  /// A prompt's versions, oldest first.
  func versions(_ name: String) throws -> [Version] {
    try repository.versions(of: PromptName(name)).reversed()
  }

  /// What the versions say they are at Langfuse.
  func marks(_ name: String) throws -> [String?] { try versions(name).map(\.remoteVersion) }

  /// The number of the version that is live.
  func live(_ name: String, _ pointer: Pointer = .active) throws -> Int? {
    try repository.lastMove(of: pointer, PromptName(name))?.version
  }

  /// All references of the ledger with what they point at.
  func references() throws -> [String: String] {
    try Dictionary(
      repository.references(under: "refs/").map { ($0.name.rawValue, $0.target.hex) }
    ) { first, _ in first }
  }
}
