internal import GitFiles
public import Platform
public import PromptRepo

/// Reads a folder of files as rows to import, in the order of their paths.
///
/// A file `a/b.prompt` is a row named `a/b`, and so are files of the other kinds that
/// ``PromptFileKind`` names. Hidden files and folders, partials, symbolic links and other files are
/// left out, and all but hidden ones counted. A file that cannot be read spoils its own row only, and
/// a folder below the first those in it.
public struct FilesImport: ImportSource {
  /// Nothing: each key of a header is read.
  public var ignored: [String] { [] }

  /// What was left out.
  public private(set) var skippedFiles = SkippedFiles()

  private let folder: String
  private let files: FileSystem
  private let paths: [String]
  /// Of folders that cannot be listed.
  private var failures: [RowError] = []
  private var position = 0

  /// Finds the files in a folder and those below it.
  ///
  /// - Throws: ``RepositoryError/Code/inputOutput`` when a folder cannot be listed.
  public init(folder: String, files: FileSystem = FileSystem()) throws(RepositoryError) {
    self.folder = folder
    self.files = files
    var found: [String] = []
    var folders = [""]
    while let below = folders.popLast() {
      let entries: [DirectoryEntry]
      do {
        entries = try files.listDirectory("\(folder)/\(below)")
      } catch {
        if below.isEmpty { throw RepositoryError.failedCall(error) }
        let reason = "\(below): the folder cannot be read: \(error.message)"
        failures.append(
          RowError(line: 1, reason: reason + (error.hint.map { ". \($0)" } ?? "")))
        continue
      }
      for entry in entries where entry.name.utf8.first != UInt8(ascii: ".") {
        let path = below + entry.name
        switch entry.type {
        case .directory: folders.append("\(path)/")
        case .regular where PromptFileKind.isPartial(path): skippedFiles.partials.append(path)
        case .regular where PromptFileKind.of(path) != nil: found.append(path)
        case .regular: skippedFiles.add(fileEnding: SkippedFiles.ending(of: entry.name))
        default: skippedFiles.irregular.append(path)
        }
      }
    }
    for list in [\SkippedFiles.irregular, \.partials] {
      skippedFiles[keyPath: list].sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
    paths = found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Which file is the next one.
  public var place: RowPosition { RowPosition(offset: position, line: 1) }

  /// Nothing: a file that cannot be read spoils its own row only.
  public var failure: SystemError? { nil }

  /// Goes to a file.
  public mutating func seek(to place: RowPosition) { position = place.offset }

  /// The next file's row, or why it has none; nil behind the last file.
  public mutating func next() -> Result<ImportRow, RowError>? {
    guard position < paths.count + failures.count else { return nil }
    position += 1
    if position > paths.count { return .failure(failures[position - 1 - paths.count]) }
    let path = paths[position - 1]
    do {
      return .success(try row(path))
    } catch {
      return .failure(
        RowError(
          line: error.line ?? 1, column: error.column,
          reason: "\(error.path): \(error.message)" + (error.hint.map { ". \($0)" } ?? "")))
    }
  }

  private func row(_ path: String) throws(PromptFileError) -> ImportRow {
    let bytes: [UInt8]
    do {
      bytes = try files.readFile("\(folder)/\(path)", maxBytes: PromptFile.maximumLength)
    } catch {
      throw PromptFileError("cannot be read: \(error.message)", path: path, hint: error.hint)
    }
    let (kind, stem) = PromptFileKind.of(path) ?? (.prompt, path)
    let file = try kind.read(bytes, path: path)
    _ = try file.content()
    var row = ImportRow(line: 1, name: stem, template: file.template)
    row.path = path
    row.warning = file.unreadHeader?.description
    row.title = file.record.title.applied(to: nil)
    row.description = file.record.description.applied(to: nil)
    if case .set(let metadata) = file.record.metadata { row.metadata = metadata }
    row.config = file.config.isEmpty ? nil : file.config
    if kind == .messages { row.otherReadings = file.otherReadings }
    return row
  }
}
