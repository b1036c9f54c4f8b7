internal import CanonicalJSON
internal import Digests
internal import PromptRepo

/// The prompt that a file's history is to become.
struct AdoptionTarget {
  let file: AdoptedFile
  let name: PromptName
  /// The title if the file does not give one: what the name was made of, unless it is a slug.
  let title: String?
  /// The id that whoever adopts this history gives the prompt: a version-5 UUID of the first
  /// commit and the path there.
  let id: PromptID

  /// Finds name and id of a file.
  ///
  /// - Parameter folder: The folder of working files, from the top of the code repository; nil
  ///   if it is elsewhere.
  /// - Throws: ``RepositoryError/Code/invalid`` for a file that is of no known kind.
  init(_ file: AdoptedFile, folder: String?) throws(RepositoryError) {
    guard let stem = PromptFileKind.of(file.path)?.stem else {
      throw RepositoryError(
        .invalid, "'\(file.path)' is not a prompt's file",
        hint: "The names of prompts' files end in \(PromptFileKind.endings.joined(separator: ", "))"
      )
    }
    self.file = file
    id = AdoptionTarget.id(of: file)
    let text = AdoptionTarget.name(stem, root: file.root, isRoot: file.isRoot, folder)
    do throws(RepositoryError) {
      name = try PromptName(text)
      title = nil
    } catch {
      if let slug = PromptName(title: text) {
        name = slug
      } else {
        name = try PromptName("prompt-\(id.uuid.hex.prefix(8))")
      }
      title = text
    }
  }

  private init(file: AdoptedFile, name: PromptName, title: String?, id: PromptID) {
    self.file = file
    self.name = name
    self.title = title
    self.id = id
  }

  /// The same with an id that a text is part of, where the first one has been used.
  func withID(of text: String) -> AdoptionTarget {
    AdoptionTarget(
      file: file, name: name, title: title,
      id: PromptID(UUIDValue(namespace: id.uuid, name: Array(text.utf8))))
  }

  /// The path below the folder of working files, or below the folder that was asked for; of a
  /// file that was asked for itself, its own name.
  private static func name(
    _ stem: String, root: String, isRoot: Bool, _ folder: String?
  ) -> String {
    let slash = UInt8(ascii: "/")
    for above in [folder, isRoot ? nil : root] {
      guard let above else { continue }
      if above.utf8.isEmpty { return stem }
      let prefix = Array(above.utf8) + [slash]
      if stem.utf8.starts(with: prefix) {
        return String(decoding: stem.utf8.dropFirst(prefix.count), as: UTF8.self)
      }
    }
    let start = stem.utf8.lastIndex(of: slash).map { stem.utf8.index(after: $0) }
    return String(stem[(start ?? stem.startIndex)...])
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
