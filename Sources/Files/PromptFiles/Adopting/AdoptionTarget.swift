internal import CanonicalJSON
internal import Digests
internal import PromptRepo

/// The prompt that a file's history is to become.
struct AdoptionTarget {
  let file: AdoptedFile
  /// What the path gives as a name.
  let slug: PathSlug
  /// Whether the file is a working file of the prompt of its name, so that it has no other.
  let isWorkingFile: Bool
  /// The id that whoever adopts this history gives the prompt: a version-5 UUID of the first
  /// commit and the path there.
  let id: PromptID
  /// The path below the folder that was asked for, with and without the ending.
  let path: String
  let stem: String

  /// Finds names and id of a file.
  ///
  /// - Parameter folder: The folder of working files, from the top of the code repository; nil
  ///   if it is elsewhere.
  /// - Throws: ``RepositoryError/Code/invalid`` for a file that is of no known kind.
  init(_ file: AdoptedFile, folder: String?) throws(RepositoryError) {
    guard let whole = PromptFileKind.of(file.path)?.stem else {
      throw RepositoryError(
        .invalid, "'\(file.path)' is not a prompt's file",
        hint: "The names of prompts' files end in \(PromptFileKind.endings.joined(separator: ", "))"
      )
    }
    self.file = file
    id = AdoptionTarget.id(of: file)
    let path = AdoptionTarget.path(file, folder)
    self.path = path
    let ending = String(decoding: file.path.utf8.dropFirst(whole.utf8.count), as: UTF8.self)
    stem = String(decoding: path.utf8.dropLast(ending.utf8.count), as: UTF8.self)
    let slug = try PathSlug(stem)
    self.slug = slug
    let isThere = folder.map { file.path.hasSameBytes(as: $0.isEmpty ? path : "\($0)/\(path)") }
    isWorkingFile =
      slug.isExact && ending.hasSameBytes(as: Workspace.suffix) && isThere ?? false
  }

  /// The titles that the prompt can have had from a file that gives this one.
  func titles(_ given: String?) -> [String?] {
    if let given { return [given] }
    return [
      slug.title(stem, path, isTaken: false), PathSlug.title(path), PathSlug.title(file.path),
    ]
  }

  /// An id that a text is part of, where the first one has been used.
  static func id(_ id: PromptID, with text: String) -> PromptID {
    PromptID(UUIDValue(namespace: id.uuid, name: Array(text.utf8)))
  }

  /// The path below the folder of working files, or below the folder that was asked for; of a
  /// file that was asked for itself, its own name.
  private static func path(_ file: AdoptedFile, _ folder: String?) -> String {
    let slash = UInt8(ascii: "/")
    for above in [folder, file.isRoot ? nil : file.root] {
      guard let above else { continue }
      if above.utf8.isEmpty { return file.path }
      let prefix = Array(above.utf8) + [slash]
      if file.path.utf8.starts(with: prefix) {
        return String(decoding: file.path.utf8.dropFirst(prefix.count), as: UTF8.self)
      }
    }
    let start = file.path.utf8.lastIndex(of: slash).map { file.path.utf8.index(after: $0) }
    return String(file.path[(start ?? file.path.startIndex)...])
  }

  private static func id(of file: AdoptedFile) -> PromptID {
    let first = file.revisions.first
    let text = "\(first?.commit.hex ?? "") \(first?.path ?? file.path)"
    return PromptID(UUIDValue(namespace: namespace, name: Array(text.utf8)))
  }

  private static let namespace = UUIDValue(
    namespace: .url, name: Array("promptrepo:adoption".utf8))
}

extension AdoptedFile {
  /// Whether the file itself was asked for, not a folder above it.
  var isRoot: Bool { path.hasSameBytes(as: root) }
}
