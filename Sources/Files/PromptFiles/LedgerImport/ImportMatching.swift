internal import CanonicalJSON
internal import PromptRepo

/// Which prompts that are there the groups of an import are.
///
/// A known id is that prompt, and a name that is a prompt's slug is that prompt. The others are
/// found by their titles: all groups of one name are looked at together, so that none is taken for
/// another's prompt where one of them was removed, edited or moved.
struct ImportMatching {
  /// The number of each group's prompt in the directory; −1 for a group that is a new one.
  private var found: [Int32]
  /// For each new group, the how many-th prompt of its name it will be, from 1.
  private var ordinals: [Int32]

  /// Groups of one name without an id, in their order.
  private struct Family {
    /// The number of the name.
    let name: Int32
    /// The prompt of that name; −1 if there is none.
    let slug: Int32
    /// What else than its name its prompts may have as their titles, by number.
    var titles: [Int32] = []
    var first: Int32
    var last: Int32
    var count: Int32 = 1
  }

  private let groups: ImportGroups
  private let known: PromptDirectory
  private let prefix: String
  private let rows: ImportRowReader
  /// The next group of the same family, for each group; −1 behind the last one.
  private var nexts: [Int32]
  /// Whether the prompt with a number is some group's.
  private var isTaken: [Bool]
  /// Families that name prompts exactly, which no other may take by their titles; −1 for none.
  private var reserved: [Int32]

  init(
    _ rows: ImportRows, in known: PromptDirectory, prefix: String, _ reader: some LedgerReader
  ) throws(RepositoryError) {
    (groups, self.known, self.prefix) = (rows.groups, known, prefix)
    self.rows = ImportRowReader(rows)
    found = Array(repeating: -1, count: groups.count)
    nexts = found
    ordinals = Array(repeating: 1, count: groups.count)
    isTaken = Array(repeating: false, count: known.count)
    reserved = Array(repeating: -1, count: known.count)
    let families = gather()
    for (index, family) in families.enumerated() where isOwn(family) {
      reserved[Int(family.slug)] = Int32(index)
    }
    var later: [Int] = []
    for (index, family) in families.enumerated() {
      let candidates = candidates(for: family, index)
      if candidates.isEmpty, family.slug >= 0 {
        later.append(index)
      } else {
        try match(family, candidates, reader)
      }
    }
    // A prompt of another title counts by its name, once nobody has found it by its title.
    for index in later {
      let slug = Int(families[index].slug)
      try match(families[index], isTaken[slug] ? [] : [slug], reader)
    }
  }

  /// The prompt that a group is; `nil` for a new one.
  func prompt(of group: Int) -> PromptName? {
    found[group] < 0 ? nil : known.name(Int(found[group]))
  }

  /// The how many-th prompt of its name a new group will be, from 1.
  func ordinal(of group: Int) -> Int { Int(ordinals[group]) }

  /// Gathers families, and settles the groups with an id.
  private mutating func gather() -> [Family] {
    var families: [Family] = []
    var positions = [Int32](repeating: -1, count: groups.nameCount)
    // What comes from a file is known by its path.
    for group in 0..<groups.count where groups.path(of: group) == nil {
      if let id = groups.id(of: group) {
        if let number = known.number(ofID: id) { take(number, for: group) }
        continue
      }
      let name = groups.nameNumber(of: group)
      let position = positions[name] < 0 ? families.count : Int(positions[name])
      if position == families.count {
        positions[name] = Int32(position)
        let slug = PromptName(orNil: prefix + groups.name(name)).flatMap { known.number(of: $0) }
        families.append(
          Family(
            name: Int32(name), slug: Int32(slug ?? -1), first: Int32(group), last: Int32(group)))
      } else {
        nexts[Int(families[position].last)] = Int32(group)
        families[position].last = Int32(group)
        families[position].count += 1
      }
      guard let title = groups.titleNumber(of: group),
        !groups.title(title).hasSameBytes(as: groups.name(name)),
        !families[position].titles.contains(Int32(title))
      else { continue }
      families[position].titles.append(Int32(title))
    }
    return families
  }

  /// What a family's prompts may have as their titles.
  private func titles(of family: Family) -> [String] {
    [groups.name(Int(family.name))] + family.titles.map { groups.title(Int($0)) }
  }

  private func groups(of family: Family) -> [Int] {
    Array(
      sequence(first: Int(family.first)) { group in
        nexts[group] < 0 ? nil : Int(nexts[group])
      })
  }

  /// Whether a prompt with the family's name is there and known by no other title.
  private func isOwn(_ family: Family) -> Bool {
    guard family.slug >= 0 else { return false }
    let slug = Int(family.slug)
    if known.isUntitled(slug) { return true }
    return titles(of: family).contains { known.numbers(title: $0).contains(slug) }
  }

  /// The prompts that the groups of a family may be, in the order of their creation.
  private func candidates(for family: Family, _ index: Int) -> [Int] {
    if known.count == 0 { return [] }
    var found: [Int] = []
    var seen: Set<Int> = []
    let slug = family.slug < 0 ? nil : Int(family.slug)
    if let slug, reserved[slug] == Int32(index), !isTaken[slug] { found.append(slug) }
    for number in titles(of: family).flatMap({ known.numbers(title: $0) }) {
      guard !isTaken[number], reserved[number] < 0, seen.insert(number).inserted
      else { continue }
      let name = known.name(number)
      let isMeant =
        slug.map { name.isNumbered(known.name($0)) }
        ?? name.rawValue.utf8.starts(with: prefix.utf8)
      if isMeant { found.append(number) }
    }
    return found
  }

  private mutating func match(
    _ family: Family, _ candidates: [Int], _ reader: some LedgerReader
  ) throws(RepositoryError) {
    var new: [Int] = []
    if family.count == 1, candidates.count == 1 {
      take(candidates[0], for: Int(family.first))
    } else if candidates.isEmpty {
      new = groups(of: family)
    } else {
      let members = groups(of: family)
      let places = try places(members, candidates, reader)
      for (group, place) in zip(members, places) {
        if let place { take(candidates[place], for: group) } else { new.append(group) }
      }
    }
    for (offset, group) in new.enumerated() {
      let ordinal = candidates.count + offset + 1
      ordinals[group] = Int32(ordinal)
      // Names without titles, as earlier programs gave them to further prompts of one name.
      guard ordinal > 1, let slug = slug(of: family),
        let number = PromptName(orNil: "\(slug)-\(ordinal)").flatMap({ known.number(of: $0) }),
        known.isUntitled(number), reserved[number] < 0, !isTaken[number]
      else { continue }
      take(number, for: group)
    }
  }

  /// The family's name as a prompt's.
  private func slug(of family: Family) -> PromptName? {
    guard let name = PromptName(orNil: prefix + groups.name(Int(family.name))) else { return nil }
    return name.isPortable || family.slug >= 0 ? name : nil
  }

  private mutating func take(_ number: Int, for group: Int) {
    found[group] = Int32(number)
    isTaken[number] = true
  }

  private func places(
    _ members: [Int], _ candidates: [Int], _ reader: some LedgerReader
  ) throws(RepositoryError) -> [Int?] {
    var rows: [RowMatching.Row] = []
    var readable: [Int] = []
    for (place, group) in members.enumerated() {
      // A group that no ledger can hold is told of where it is to be added.
      guard let (row, content) = try latest(of: group) else { continue }
      let others = row.otherReadings.compactMap(\.content)
      rows.append(
        RowMatching.Row(
          hashes: [content.hash] + others.map(\.hash),
          templates: [content.templateHash] + others.map(\.templateHash)
        ) { () throws(RepositoryError) in
          try latest(of: group)?.content.template ?? ""
        })
      readable.append(place)
    }
    var prompts: [RowMatching.Candidate] = []
    for number in candidates {
      let versions = try reader.versions(of: known.name(number))
      prompts.append(
        RowMatching.Candidate(versions: versions.map { ($0.hash, $0.templateHash) }) {
          () throws(RepositoryError) in
          try versions.first.map { version throws(RepositoryError) in
            try reader.content(of: version).template
          } ?? ""
        })
    }
    var places: [Int?] = Array(repeating: nil, count: members.count)
    for (place, found) in zip(readable, try RowMatching(rows, prompts).places) {
      places[place] = found
    }
    return places
  }

  private func latest(
    of group: Int
  ) throws(RepositoryError) -> (row: ImportRow, content: VersionContent)? {
    try rows.group(group).latest
  }
}

extension ImportGroup {
  /// What the newest row says that a ledger can hold.
  fileprivate var latest: (row: ImportRow, content: VersionContent)? {
    for row in rows.reversed() {
      do throws(RepositoryError) {
        return (row, try row.content())
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
