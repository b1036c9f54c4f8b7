internal import CanonicalJSON
internal import Digests
internal import PromptRepo

/// The prompt that a group of rows belongs to.
enum ImportTarget {
  /// One that is there.
  case existing(PromptName)
  /// One to be made.
  case new(PromptName, PromptID, title: String?)

  var name: PromptName {
    switch self {
    case .existing(let name), .new(let name, _, _): name
    }
  }
}

extension PromptDirectory {
  /// Finds a free name for a group that is a new prompt.
  ///
  /// - Parameter ordinal: The how many-th prompt of its name it will be, from 1.
  func newTarget(
    for group: ImportGroup, ordinal: Int, prefix: String, makeUUID: () -> UUIDValue
  ) throws(RepositoryError) -> ImportTarget {
    let row = group.rows[0]
    let id = try row.id.map { text throws(RepositoryError) in try PromptID(text) }
    var slug = PromptName(orNil: prefix + group.name)
    var portable: PromptName?
    if let name = slug, !contains(name), !name.isPortable {
      portable = try PathSlug(group.name, prefix: prefix).plain
      slug = nil
    }
    let newID = id ?? PromptID(makeUUID())
    let digits = newID.uuid.hex.prefix(8)
    // The title is what finds the prompt again where its name is another one than its row has.
    let isRenamed = slug == nil || id == nil && ordinal > 1
    let title = row.title ?? (isRenamed ? group.name : nil)
    guard
      let base = (slug ?? portable)?.rawValue
        ?? PromptName(title: group.name).map({ prefix + $0.rawValue })
    else { return .new(try portableName("\(prefix)prompt-\(digits)"), newID, title: title) }
    let wanted = try portableName(ordinal == 1 ? base : "\(base)-\(ordinal)")
    guard contains(wanted) else { return .new(wanted, newID, title: title) }
    return .new(try PromptName("\(base)-\(digits)"), newID, title: title ?? group.name)
  }

  private func portableName(_ text: String) throws(RepositoryError) -> PromptName {
    let name = try PromptName(text)
    try name.checkPortable()
    return name
  }
}

/// Finds the prompts of the files of an import.
///
/// A file is the prompt of its path, see ``PathSlug``. Where several files have one name, or a
/// prompt of other origin has it, the name gets digits of the path, so that the next import finds
/// each again.
struct FileTargets {
  private let prefix: String
  private let known: PromptDirectory
  /// The prompts that files of this import are.
  private var claimed: Set<PromptName> = []
  /// The files that prompts of a contested name are, by name.
  private let owners: [PromptName: UTF8Key]

  /// Makes a search.
  ///
  /// - Parameters:
  ///   - rows: All that is imported.
  ///   - known: What was there before.
  ///   - holds: Whether a prompt has a version of what a row holds.
  init(
    _ rows: ImportRows, prefix: String, known: PromptDirectory,
    holds: (PromptName, ImportRow) throws(RepositoryError) -> Bool
  ) throws(RepositoryError) {
    self.prefix = prefix
    self.known = known
    let groups = rows.groups
    // The first file of each name, by the numbers of prompts and groups, and all where there are
    // more.
    var first: [Int: Int32] = [:]
    var contested: [Int: [Int]] = [:]
    for group in 0..<groups.count {
      guard let path = groups.path(of: group),
        let slug = FileTargets.slug(groups.name(of: group), prefix), !slug.needsDigits,
        let number = known.number(of: slug.plain), !known.contains(FileTargets.name(slug, path))
      else { continue }
      if let earlier = first[number] {
        contested[number, default: [Int(earlier)]].append(group)
      } else {
        first[number] = Int32(group)
      }
    }
    let reader = ImportRowReader(rows)
    var owners: [PromptName: UTF8Key] = [:]
    for (number, members) in contested {
      let name = known.name(number)
      for group in members where owners[name] == nil {
        guard let path = groups.path(of: group) else { continue }
        if try holds(name, reader.group(group).rows[0]) { owners[name] = UTF8Key(path) }
      }
    }
    self.owners = owners
  }

  /// The prompt of a file, or a free name for it.
  ///
  /// - Parameter directory: What there is now, with what the import has made.
  mutating func target(
    _ row: ImportRow, at path: String, in directory: PromptDirectory, makeUUID: () -> UUIDValue
  ) throws(RepositoryError) -> ImportTarget {
    let slug = try PathSlug(row.name, prefix: prefix)
    if let name = existing(slug, row, path) {
      claimed.insert(name)
      return .existing(name)
    }
    let isTaken = directory.contains(slug.plain)
    let name = slug.needsDigits || isTaken ? FileTargets.name(slug, path) : slug.plain
    claimed.insert(name)
    return .new(
      name, PromptID(makeUUID()), title: row.title ?? slug.title(row.name, path, isTaken: isTaken))
  }

  private func existing(_ slug: PathSlug, _ row: ImportRow, _ path: String) -> PromptName? {
    let own = FileTargets.name(slug, path)
    if known.contains(own) { return own }
    if let name = free(slug, titled: PathSlug.title(path)) { return name }
    let title = row.title ?? PathSlug.title(row.name)
    let isFree =
      !slug.needsDigits && known.contains(slug.plain) && !claimed.contains(slug.plain)
      && owners[slug.plain].map { $0 == UTF8Key(path) } ?? true
    if isFree, slug.isExact || known.names(title: title).contains(slug.plain) {
      return slug.plain
    }
    if let name = free(slug, titled: title) { return name }
    if slug.isExact || known.contains(slug.plain) { return nil }
    // As it was named when folders were not kept.
    let flat = PromptName(title: row.name).map { prefix + $0.rawValue }
    return known.names(title: title).first { $0.rawValue == flat && !claimed.contains($0) }
  }

  /// The one prompt of a title that has the name with digits, as an adoption named it.
  private func free(_ slug: PathSlug, titled title: String) -> PromptName? {
    let names = known.names(title: title).filter {
      PathSlug.stemBeforeDigits(of: $0) == slug.stemBeforeDigits
    }
    return names.count == 1 && !claimed.contains(names[0]) ? names[0] : nil
  }

  private static func slug(_ name: String, _ prefix: String) -> PathSlug? {
    do {
      return try PathSlug(name, prefix: prefix)
    } catch {
      return nil
    }
  }

  private static func name(_ slug: PathSlug, _ path: String) -> PromptName {
    slug.name(with: PromptID(UUIDValue(namespace: namespace, name: Array(path.utf8))))
  }

  private static let namespace = UUIDValue(
    namespace: .url, name: Array("promptrepo:file".utf8))
}

extension PathSlug {
  /// The title of a prompt whose file gives none: what its name does not say.
  ///
  /// - Parameter isTaken: Whether another prompt has the name.
  func title(_ stem: String, _ path: String, isTaken: Bool) -> String? {
    if isTaken, !needsDigits { return PathSlug.title(path) }
    return isExact ? nil : PathSlug.title(stem)
  }

  /// A path as a title, without its beginning if it is too long for one.
  static func title(_ path: String) -> String {
    let scalars = path.unicodeScalars
    if scalars.count <= PromptRecord.maximumTitleLength { return path }
    return "…" + String(scalars.suffix(PromptRecord.maximumTitleLength - 1))
  }
}
