import Foundation
import MemoryStore
import Platform
import PromptFiles
import PromptRepo
import TestSupport
import Testing

/// A repository in memory and a folder of working files on disk.
struct Desk {
  let folder: TemporaryDirectory
  let repository: Repository
  let workspace: Workspace

  init(_ repository: Repository = Repository(store: MemoryStore()), faults: FaultPlan? = nil) throws
  {
    folder = try TemporaryDirectory()
    self.repository = repository
    workspace = Workspace(
      root: folder.path, indexPath: folder.appending("store/promptrepo/index"),
      files: FileSystem(faults: faults))
  }

  /// A workspace in a folder that is there already.
  init(_ repository: Repository, folder: TemporaryDirectory, workspace: Workspace) {
    self.folder = folder
    self.repository = repository
    self.workspace = workspace
  }

  static let author = Signature(
    name: "Ada", email: "ada@example.org", time: Timestamp(milliseconds: 1_700_000_000_000))

  func path(_ name: String) -> String { "\(workspace.root)/prompts/\(name).prompt" }

  func write(_ name: String, _ text: String) throws {
    let url = URL(fileURLWithPath: path(name))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: path(name))), as: UTF8.self)
  }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

  func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path(name)) }

  func removeIndex() throws { try FileManager.default.removeItem(atPath: workspace.indexPath) }

  func names(_ names: [String]?) throws -> [PromptName]? { try names?.map { try PromptName($0) } }

  @discardableResult
  func commit(
    _ names: [String]? = nil, _ options: CommitOptions = CommitOptions()
  ) throws -> CommitReport {
    let plan = try workspace.planCommit(
      of: self.names(names), to: repository, options: options)
    return try workspace.commit(plan, to: repository, by: Desk.author)
  }

  @discardableResult
  func commit(_ name: String, _ text: String) throws -> CommitReport {
    try write(name, text)
    return try commit([name])
  }

  func status(_ name: String) throws -> PromptStatus {
    let status = try workspace.status(of: [try PromptName(name)], in: repository)
    return try #require(status.prompts.first)
  }

  func state(_ name: String) throws -> FileState { try status(name).state }

  func prompt(_ name: String) throws -> Prompt {
    try repository.existing(try PromptName(name))
  }

  func latestTemplate(_ name: String) throws -> String {
    let version = try repository.version(try PromptName(name), .latest)
    return try repository.content(of: version).template
  }

  /// Cuts a version without the files, as another clone does.
  func cutElsewhere(_ name: String, _ template: String) throws {
    try repository.by(Desk.author).addVersion(
      VersionDraft(try VersionContent(template: template)), to: try PromptName(name))
  }

  func editElsewhere(_ name: String, _ edit: RecordEdit) throws {
    try repository.by(Desk.author).edit(try PromptName(name), edit)
  }
}
