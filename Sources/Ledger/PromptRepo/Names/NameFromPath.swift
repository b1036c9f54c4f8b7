internal import Digests

/// The name that a file's path, without its ending, gives a prompt.
///
/// Each component becomes one of the name, so a folder stays a folder: as it is where it can, in
/// lower case where that is enough, else as a title's slug. The same path has the same name on
/// every system.
package struct PathSlug: Sendable {
  /// Whether the path is a name as it is.
  package let isExact: Bool

  /// Whether other paths have the same name by design, as nothing is left of the file's name or it
  /// had to be cut; the name of one is always with digits.
  package let needsDigits: Bool

  private let prefix: String
  private let folders: [[UInt8]]
  private let last: [UInt8]

  /// Makes a name of a path.
  ///
  /// - Parameter prefix: What the name begins with, such as `library/`.
  /// - Throws: ``RepositoryError/Code/invalid`` for a prefix that no new name can have.
  package init(_ path: String, prefix: String = "") throws(RepositoryError) {
    let components = path.utf8.split(separator: UInt8(ascii: "/"))
    var folders = components.dropLast().map(PathSlug.folder)
    var (last, needsDigits) = PathSlug.file(components.last ?? path.utf8[...])
    let bytes = Array(folders.joined(separator: [PathSlug.slash])) + [PathSlug.slash] + last
    isExact =
      bytes.drop { folders.isEmpty && $0 == PathSlug.slash }.elementsEqual(path.utf8)
      && prefix.utf8.count + path.utf8.count <= PromptName.maximumLength
    let room = PromptName.maximumLength - PathSlug.digitsLength - prefix.utf8.count
    if !isExact, folders.reduce(last.count, { $0 + $1.count + 1 }) > room {
      needsDigits = true
      last = PathSlug.cut(last, to: PathSlug.cutLength)
      while !folders.isEmpty, folders.reduce(last.count, { $0 + $1.count + 1 }) > room {
        folders.removeLast()
      }
    }
    self.needsDigits = needsDigits
    self.prefix = prefix
    self.folders = folders
    self.last = last
    try PromptName(text(last)).checkPortable()
  }

  /// The name without digits.
  package var plain: PromptName { PromptName(unchecked: text(last)) }

  /// The name with eight digits of an id.
  package func name(with id: PromptID) -> PromptName {
    PromptName(unchecked: "\(stemBeforeDigits)-\(id.uuid.hex.prefix(PathSlug.digitsLength - 1))")
  }

  /// What a name with digits begins with, up to the dash.
  package var stemBeforeDigits: String {
    let room = PromptName.maximumLength - PathSlug.digitsLength - text([]).utf8.count
    return text(PathSlug.cut(last, to: max(room, 1)))
  }

  /// What a name with digits begins with, up to the dash; nil for a name without digits.
  package static func stemBeforeDigits(of name: PromptName) -> String? {
    let bytes = name.rawValue.utf8
    let digits = bytes.suffix(digitsLength)
    guard bytes.count > digitsLength, digits.first == UInt8(ascii: "-"),
      digits.dropFirst().allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
    else { return nil }
    return String(decoding: bytes.dropLast(digitsLength), as: UTF8.self)
  }

  private func text(_ last: [UInt8]) -> String {
    let path = Array((folders + [last]).joined(separator: [PathSlug.slash]))
    return prefix + String(decoding: path, as: UTF8.self)
  }

  private static let slash = UInt8(ascii: "/")
  /// A dash and eight digits.
  private static let digitsLength = 9
  /// What is left of the file's name where the path is too long.
  private static let cutLength = 80

  private static func file(_ component: Substring.UTF8View) -> (slug: [UInt8], needsDigits: Bool) {
    if let slug = simple(component) { return (slug, false) }
    guard let title = PromptName(title: String(Substring(component))) else {
      return (Array("prompt".utf8), true)
    }
    let slug = Array(title.rawValue.utf8)
    return (slug, slug.count >= PromptName.maximumTitleLength)
  }

  /// A folder of which nothing is left gets digits of its own name, so that what is in it stays
  /// together.
  private static func folder(_ component: Substring.UTF8View) -> [UInt8] {
    if let slug = simple(component) { return slug }
    let digits = UUIDValue(namespace: namespace, name: Array(component)).hex.prefix(8)
    guard let title = PromptName(title: String(Substring(component))) else {
      return Array("folder-\(digits)".utf8)
    }
    let slug = Array(title.rawValue.utf8)
    return slug.count < PromptName.maximumTitleLength ? slug : slug + Array("-\(digits)".utf8)
  }

  private static let namespace = UUIDValue(namespace: .url, name: Array("promptrepo:folder".utf8))

  /// A component as it is or in lower case, nil if that is none of a name's.
  private static func simple(_ component: Substring.UTF8View) -> [UInt8]? {
    var slug = component.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
    guard Slug.reasonAgainst(component: slug) == nil else { return nil }
    if let device = Slug.device(named: slug) {
      slug.insert(UInt8(ascii: "_"), at: device.utf8.count)
    }
    return slug
  }

  /// The beginning of a component that is one itself.
  private static func cut(_ slug: [UInt8], to length: Int) -> [UInt8] {
    if slug.count <= length { return slug }
    var slug = Array(slug.prefix(length))
    while slug.count > 1,
      slug.last == UInt8(ascii: "-") || Slug.reasonAgainst(component: slug) != nil
    {
      slug.removeLast()
    }
    return slug
  }
}
