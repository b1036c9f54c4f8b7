internal import CanonicalJSON
internal import PromptRepo

/// Which prompts that are there the groups of an import are.
///
/// A known id is that prompt, and a name that is a prompt's slug is that prompt. The others are
/// found by their titles: all groups of one name are looked at together, so that none is taken for
/// another's prompt where one of them was removed, edited or moved.
struct ImportMatching {
  /// For each group its prompt; `nil` for a group that is a new one.
  private(set) var prompts: [PromptName?]

  /// For each new group, the how many-th prompt of its name it will be, from 1.
  private(set) var ordinals: [Int]

  /// Groups of one name without an id, in their order.
  private struct Family {
    let name: String
    let slug: PromptName?
    /// What else than its name its prompts may have as their titles.
    var titles: [String] = []
    var groups: [Int] = []
  }

  private let groups: [ImportGroup]
  private let known: PromptDirectory
  private let prefix: String
  private var taken: Set<PromptName> = []
  /// Prompts that a family names exactly, which no other may take by their titles.
  private var reserved: [PromptName: Int] = [:]

  init(
    _ groups: [ImportGroup], in known: PromptDirectory, prefix: String, _ reader: some LedgerReader
  ) throws(RepositoryError) {
    (self.groups, self.known, self.prefix) = (groups, known, prefix)
    prompts = Array(repeating: nil, count: groups.count)
    ordinals = Array(repeating: 1, count: groups.count)
    let families = gather()
    for (index, family) in families.enumerated() {
      if let slug = family.slug, isOwn(slug, of: family) { reserved[slug] = index }
    }
    var later: [Int] = []
    for (index, family) in families.enumerated() {
      let candidates = candidates(for: family, index)
      if candidates.isEmpty, let slug = family.slug, known.contains(slug) {
        later.append(index)
      } else {
        try match(family, candidates, reader)
      }
    }
    // A prompt of another title counts by its name, once nobody has found it by its title.
    for index in later {
      let slug = families[index].slug.flatMap { taken.contains($0) ? nil : $0 }
      try match(families[index], slug.map { [$0] } ?? [], reader)
    }
  }

  /// Gathers families, and settles the groups with an id.
  private mutating func gather() -> [Family] {
    var families: [Family] = []
    var positions: [UTF8Key: Int] = [:]
    // What comes from a file is known by its path.
    for (index, group) in groups.enumerated() where group.rows[0].path == nil {
      if let id = group.rows[0].id {
        if let name = known[text: id] {
          prompts[index] = name
          taken.insert(name)
        }
        continue
      }
      let key = UTF8Key(group.name)
      let position = positions[key] ?? families.count
      if position == families.count {
        positions[key] = position
        var slug = PromptName(orNil: prefix + group.name)
        if let name = slug, !name.isPortable, !known.contains(name) { slug = nil }
        families.append(Family(name: group.name, slug: slug))
      }
      families[position].groups.append(index)
      guard let title = group.rows[0].title, !title.hasSameBytes(as: group.name) else { continue }
      if !families[position].titles.contains(where: { $0.hasSameBytes(as: title) }) {
        families[position].titles.append(title)
      }
    }
    return families
  }

  /// Whether a prompt with the family's name is there and known by no other title.
  private func isOwn(_ slug: PromptName, of family: Family) -> Bool {
    guard known.contains(slug) else { return false }
    if known.isUntitled(slug) { return true }
    return ([family.name] + family.titles).contains { known.names(title: $0).contains(slug) }
  }

  /// The prompts that the groups of a family may be, in the order of their creation.
  private func candidates(for family: Family, _ index: Int) -> [PromptName] {
    var found: [PromptName] = []
    var seen: Set<PromptName> = []
    let slug = family.slug.flatMap { known.contains($0) ? $0 : nil }
    if let slug, reserved[slug] == index, !taken.contains(slug) { found.append(slug) }
    for name in ([family.name] + family.titles).flatMap({ known.names(title: $0) }) {
      guard !taken.contains(name), reserved[name] == nil, seen.insert(name).inserted
      else { continue }
      let isMeant = slug.map { name.isNumbered($0) } ?? name.rawValue.utf8.starts(with: prefix.utf8)
      if isMeant { found.append(name) }
    }
    return found
  }

  private mutating func match(
    _ family: Family, _ candidates: [PromptName], _ reader: some LedgerReader
  ) throws(RepositoryError) {
    var new: [Int] = []
    if family.groups.count == 1, candidates.count == 1 {
      take(candidates[0], for: family.groups[0])
    } else if candidates.isEmpty {
      new = family.groups
    } else {
      let places = try places(family, candidates, reader)
      for (group, place) in zip(family.groups, places) {
        if let place { take(candidates[place], for: group) } else { new.append(group) }
      }
    }
    for (offset, group) in new.enumerated() {
      ordinals[group] = candidates.count + offset + 1
      // Names without titles, as earlier programs gave them to further prompts of one name.
      guard let slug = family.slug, ordinals[group] > 1,
        let name = PromptName(orNil: "\(slug)-\(ordinals[group])"), known.contains(name),
        known.isUntitled(name), reserved[name] == nil, !taken.contains(name)
      else { continue }
      take(name, for: group)
    }
  }

  private mutating func take(_ name: PromptName, for group: Int) {
    prompts[group] = name
    taken.insert(name)
  }

  private func places(
    _ family: Family, _ candidates: [PromptName], _ reader: some LedgerReader
  ) throws(RepositoryError) -> [Int?] {
    var rows: [RowMatching.Row] = []
    var readable: [Int] = []
    for (place, group) in family.groups.enumerated() {
      // A group that no ledger can hold is told of where it is to be added.
      guard let content = groups[group].latestContent else { continue }
      rows.append(RowMatching.Row(content: content))
      readable.append(place)
    }
    var prompts: [RowMatching.Candidate] = []
    for name in candidates {
      let versions = try reader.versions(of: name)
      prompts.append(
        RowMatching.Candidate(versions: versions.map { ($0.hash, $0.templateHash) }) {
          () throws(RepositoryError) in
          try versions.first.map { version throws(RepositoryError) in
            try reader.content(of: version).template
          } ?? ""
        })
    }
    var places: [Int?] = Array(repeating: nil, count: family.groups.count)
    for (place, found) in zip(readable, try RowMatching(rows, prompts).places) {
      places[place] = found
    }
    return places
  }
}

extension ImportGroup {
  /// What the newest row says that a ledger can hold.
  fileprivate var latestContent: VersionContent? {
    for row in rows.reversed() {
      do throws(RepositoryError) {
        return try VersionContent(template: row.template, config: row.config)
      } catch { continue }
    }
    return nil
  }
}

extension PromptName {
  /// Whether the name is another with a number or eight digits of an id behind it, as prompts get
  /// it that share a name.
  func isNumbered(_ name: PromptName) -> Bool {
    guard rawValue.utf8.starts(with: "\(name)-".utf8) else { return false }
    let digits = rawValue.utf8.dropFirst(name.rawValue.utf8.count + 1)
    let isNumber = digits.allSatisfy { (0x30...0x39).contains($0) }
    let isHex = digits.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    return !digits.isEmpty && (isNumber || isHex && digits.count == 8)
  }
}
