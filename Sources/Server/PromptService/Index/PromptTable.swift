internal import Digests
internal import PromptRepo

/// The prompts of a ledger by name, by id, and in the order of the list, and their deployments.
///
/// A prompt is a row of a flat array, and everything else are numbers of rows, since there may be
/// hundreds of thousands.
struct PromptTable: Sendable {
  /// A prompt; without a record's tip, a row that is free.
  private struct Row: Sendable {
    let name: PromptName
    let id: PromptID
    let createdAt: Int64
    let info: ObjectID?
    let versions: ObjectID?
    let active: ObjectID?

    var place: Place { Place(createdAt: createdAt, id: id) }
    var isServed: Bool { versions != nil && active != nil }
  }

  private var rows: [Row] = []
  /// The rows that hold nothing.
  private var free: [Int32] = []
  private var rowsByName: [PromptName: Int32] = [:]
  /// The row of each id; of the first name, where somebody has copied references.
  private var rowsByID: [UUIDValue: Int32] = [:]
  /// The names of the ids that have more than one, in order.
  private var copies: [PromptID: [PromptName]] = [:]
  /// The rows of the served prompts in ascending order.
  private var order: [Int32] = []
  /// Where the pointers of environments stand, of the rows that have some.
  private var deployed: [Int32: [DeployedTip]] = [:]
  /// What is live of the served prompts.
  private(set) var deployments = DeploymentTable()
  private var versions = VersionTally()

  subscript(name: PromptName) -> IndexedPrompt? { rowsByName[name].map { prompt($0) } }

  subscript(id: PromptID) -> IndexedPrompt? { rowsByID[id.uuid].map { prompt($0) } }

  /// How many prompts are served.
  var count: Int { order.count }

  /// How many versions all prompts have; `nil` while some have to be counted.
  var versionCount: Int? { versions.total }

  /// Takes a row whose versions have to be counted, and where their chain stands.
  mutating func takeUncounted() -> (row: Int, tip: ObjectID?)? {
    versions.takeUnread().map { (Int($0), rows[Int($0)].versions) }
  }

  /// Notes how many versions there are up to a tip, if a row still has it.
  mutating func count(_ number: Int, inRow row: Int, at tip: ObjectID) {
    guard rows[row].versions == tip else { return }
    versions.set(row: Int32(row), number)
  }

  /// How many rows there are; each has a number below this.
  var rowCount: Int { rows.count }

  /// The number of the row of a name.
  func row(of name: PromptName) -> Int? { rowsByName[name].map { Int($0) } }

  /// The name in a row; `nil` for a row that holds nothing.
  func name(inRow row: Int) -> PromptName? { rows[row].info == nil ? nil : rows[row].name }

  /// Where the chains of the prompt in a row stand.
  func tips(inRow row: Int) -> PromptTips { tips(Int32(row)) }

  private func tips(_ number: Int32) -> PromptTips {
    let row = rows[Int(number)]
    return PromptTips(
      info: row.info, versions: row.versions, active: row.active,
      deployments: deployed[number] ?? [])
  }

  private func prompt(_ number: Int32) -> IndexedPrompt {
    let row = rows[Int(number)]
    return IndexedPrompt(
      name: row.name, id: row.id, createdAt: row.createdAt, tips: tips(number))
  }

  /// A page of the list, and whether more come after it; `nil` when the cursor is of no prompt.
  func page(
    after cursor: PromptID?, limit: Int, ascending: Bool
  ) -> (prompts: [IndexedPrompt], hasMore: Bool)? {
    var start = ascending ? 0 : order.count - 1
    if let cursor {
      guard let prompt = self[cursor], prompt.isServed else { return nil }
      let place = position(of: prompt.place)
      start = ascending ? place + 1 : place - 1
    }
    let rest = ascending ? order.count - start : start + 1
    let page = (0..<min(limit, max(0, rest))).map {
      prompt(order[ascending ? start + $0 : start - $0])
    }
    return (page, rest > limit)
  }

  /// Where a place is in the list, or would be.
  private func position(of place: Place) -> Int {
    // New prompts go to the end.
    if let last = order.last, rows[Int(last)].place < place { return order.count }
    var low = 0
    var high = order.count
    while low < high {
      let middle = (low + high) / 2
      if rows[Int(order[middle])].place < place { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

// Changing.
extension PromptTable {
  /// Makes room for so many prompts.
  mutating func reserve(_ count: Int) {
    rows.reserveCapacity(count)
    rowsByName.reserveCapacity(count)
    rowsByID.reserveCapacity(count)
    order.reserveCapacity(count)
  }

  /// Adds a prompt to a table that is being filled; ``finishFilling()`` has to follow.
  mutating func fill(with prompt: IndexedPrompt) {
    insert(prompt)
  }

  /// Puts what was filled in into the lists.
  mutating func finishFilling() {
    setOrder()
    for row in order where deployed[row] != nil {
      deployments.insert(prompt(row), ordered: false)
    }
  }

  /// Puts prompts in the place of what is known under their names; `nil` removes.
  mutating func update(_ changes: [(name: PromptName, prompt: IndexedPrompt?)]) {
    var ids: Set<PromptID> = []
    for (name, prompt) in changes {
      if let row = rowsByName[name] { ids.insert(rows[Int(row)].id) }
      if let prompt { ids.insert(prompt.id) }
    }
    // One by one each costs a move of what is behind it.
    let isBulk = ids.count > 64
    ids.forEach { hide($0, ordered: !isBulk) }
    for (name, prompt) in changes {
      remove(name)
      if let prompt { insert(prompt) }
    }
    ids.forEach { show($0, ordered: !isBulk) }
    if isBulk { setOrder() }
  }

  /// Orders the lists anew.
  private mutating func setOrder() {
    var served: [(place: Place, row: Int32)] = []
    served.reserveCapacity(rowsByID.count)
    for row in rowsByID.values where rows[Int(row)].isServed {
      served.append((rows[Int(row)].place, row))
    }
    served.sort { $0.place < $1.place }
    order = served.map(\.row)
    let live = order.filter { deployed[$0] != nil }.map { prompt($0) }
    deployments.setOrder(of: live)
  }

  private mutating func insert(_ prompt: IndexedPrompt) {
    let row = Row(
      name: prompt.name, id: prompt.id, createdAt: prompt.createdAt, info: prompt.tips.info,
      versions: prompt.tips.versions, active: prompt.tips.active)
    let number: Int32
    if let reused = free.popLast() {
      number = reused
      rows[Int(number)] = row
    } else {
      number = Int32(rows.count)
      rows.append(row)
    }
    rowsByName[prompt.name] = number
    versions.reset(row: number, hasVersions: row.versions != nil)
    if !prompt.tips.deployments.isEmpty { deployed[number] = prompt.tips.deployments }
    guard let first = rowsByID.updateValue(number, forKey: prompt.id.uuid) else { return }
    let names = ((copies[prompt.id] ?? [rows[Int(first)].name]) + [prompt.name]).sorted()
    set(names, of: prompt.id)
  }

  private mutating func remove(_ name: PromptName) {
    guard let number = rowsByName.removeValue(forKey: name) else { return }
    let id = rows[Int(number)].id
    rows[Int(number)] = Row(
      name: name, id: id, createdAt: 0, info: nil, versions: nil, active: nil)
    free.append(number)
    versions.reset(row: number, hasVersions: false)
    deployed[number] = nil
    if let names = copies[id] {
      set(names.filter { $0 != name }, of: id)
    } else {
      rowsByID[id.uuid] = nil
    }
  }

  /// Notes the names of an id that has more than one, or had.
  private mutating func set(_ names: [PromptName], of id: PromptID) {
    copies[id] = names.count > 1 ? names : nil
    rowsByID[id.uuid] = names.first.flatMap { rowsByName[$0] }
  }

  private mutating func hide(_ id: PromptID, ordered: Bool) {
    guard let prompt = self[id], prompt.isServed else { return }
    deployments.remove(prompt, ordered: ordered)
    if ordered { order.remove(at: position(of: prompt.place)) }
  }

  private mutating func show(_ id: PromptID, ordered: Bool) {
    guard let row = rowsByID[id.uuid] else { return }
    let prompt = prompt(row)
    guard prompt.isServed else { return }
    deployments.insert(prompt, ordered: ordered)
    if ordered { order.insert(row, at: position(of: prompt.place)) }
  }
}

/// What the index knows of one prompt: who it is, and where its chains stand.
struct IndexedPrompt: Sendable {
  let name: PromptName
  let id: PromptID
  /// Milliseconds since 1970.
  let createdAt: Int64
  var tips: PromptTips

  /// The prompt's place in the list.
  var place: Place { Place(createdAt: createdAt, id: id) }

  /// Whether the API shows it: it has an active version.
  var isServed: Bool { tips.versions != nil && tips.active != nil }
}

/// A place in the list of prompts: by creation, the id deciding between equal times.
struct Place: Sendable, Comparable {
  let createdAt: Int64
  let id: PromptID

  static func < (left: Place, right: Place) -> Bool {
    (left.createdAt, left.id.uuid) < (right.createdAt, right.id.uuid)
  }
}

extension [Place] {
  /// Where a place is among ascending ones, or would be.
  func position(of place: Place) -> Int {
    // New prompts go to the end.
    if let last, last < place { return count }
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < place { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
