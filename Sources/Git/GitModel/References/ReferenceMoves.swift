/// The moves of a change, each reference once, held so that hundreds of thousands fit.
public struct ReferenceMoves: Sendable {
  /// What the moves are, by number.
  private var names = ByteStrings()
  /// The new values, 20 bytes each; zeros for what is in `others` or has none.
  private var targets: [UInt8] = []
  private var messages: [UInt8] = []
  private var messageRanges: [(start: UInt32, length: UInt16)] = []
  /// When the commits were made; the least number where that is not known.
  private var milliseconds: [Int64] = []
  /// Whose records the moves are about.
  private var keys: [RecordKey] = []
  private var keyNumbers: [Int32] = []
  /// Old values, where there are some, and long messages and ids.
  private var old: [Int32: ObjectID] = [:]
  private var removals: Set<Int32> = []
  private var others: [Int32: ObjectID] = [:]
  private var longMessages: [Int32: String] = [:]
  /// The moves that are in this collection, in its order; all when `nil`.
  private var order: [Int32]?

  /// No moves.
  public init() {}

  /// These moves.
  public init(_ moves: some Sequence<ReferenceMove>) {
    for move in moves { set(move) }
  }

  /// The move of a reference.
  package subscript(name name: ReferenceName) -> ReferenceMove? {
    names.number(of: name.rawValue).map { move($0) }
  }

  /// Puts a move in the place of the reference's earlier one, or at the end.
  package mutating func set(_ move: ReferenceMove) {
    let (number, isNew) = names.insert(move.name.rawValue)
    let key = Int32(number)
    if isNew {
      targets.append(contentsOf: repeatElement(0, count: 20))
      messageRanges.append((0, 0))
      milliseconds.append(.min)
      keyNumbers.append(-1)
    } else {
      removals.remove(key)
      others[key] = nil
      longMessages[key] = nil
    }
    old[key] = move.old
    setTarget(move.new, number)
    setMessage(move.message, number)
    milliseconds[number] = move.note?.milliseconds ?? .min
    keyNumbers[number] = -1
    if let record = move.note?.record {
      keyNumbers[number] = Int32(keys.count)
      keys.append(record)
    }
  }

  private mutating func setTarget(_ target: ObjectID?, _ number: Int) {
    guard let target else {
      removals.insert(Int32(number))
      return
    }
    guard target.count == 20 else {
      others[Int32(number)] = target
      return
    }
    target.withUnsafeBytes { bytes in
      for index in 0..<20 { targets[number * 20 + index] = bytes[index] }
    }
  }

  private mutating func setMessage(_ message: String, _ number: Int) {
    guard let length = UInt16(exactly: message.utf8.count),
      let start = UInt32(exactly: messages.count)
    else {
      longMessages[Int32(number)] = message
      return
    }
    messages += message.utf8
    messageRanges[number] = (start, length)
  }

  private func target(_ number: Int) -> ObjectID? {
    if !removals.isEmpty, removals.contains(Int32(number)) { return nil }
    if !others.isEmpty, let other = others[Int32(number)] { return other }
    return ObjectID(bytes: targets[(number * 20)..<(number * 20 + 20)])
  }

  private func move(_ number: Int) -> ReferenceMove {
    let range = messageRanges[number]
    let start = Int(range.start)
    let message =
      longMessages.isEmpty ? nil : longMessages[Int32(number)]
    let key = keyNumbers[number]
    let time = milliseconds[number]
    return ReferenceMove(
      ReferenceName(unchecked: names[number]),
      from: old.isEmpty ? nil : old[Int32(number)], to: target(number),
      message: message
        ?? String(decoding: messages[start..<(start + Int(range.length))], as: UTF8.self),
      note: time == .min
        ? nil : TipNote(milliseconds: time, record: key < 0 ? nil : keys[Int(key)]))
  }
}

extension ReferenceMoves: RandomAccessCollection {
  /// Where the first move is.
  public var startIndex: Int { 0 }

  /// Where the moves end.
  public var endIndex: Int { order?.count ?? names.count }

  /// The move at a place.
  public subscript(position: Int) -> ReferenceMove { move(number(at: position)) }

  private func number(at position: Int) -> Int { order.map { Int($0[position]) } ?? position }

  /// The same moves in the order of their names.
  public func sortedByName() -> ReferenceMoves {
    var copy = self
    copy.order = (order ?? Array(0..<Int32(names.count))).sorted {
      names.precedes(Int($0), Int($1))
    }
    return copy
  }

  /// The moves for which something holds, in the same order.
  public func selected(
    where isWanted: (ReferenceMove) throws(RepositoryError) -> Bool
  ) throws(RepositoryError) -> ReferenceMoves {
    var chosen: [Int32] = []
    for position in indices where try isWanted(self[position]) {
      chosen.append(Int32(number(at: position)))
    }
    var copy = self
    copy.order = chosen
    return copy
  }

  /// Where the move of a reference is among moves that are in the order of their names, or the
  /// first one that comes after it.
  package func position(ofBytes name: [UInt8]) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      let precedes = names.withBytes(number(at: middle)) { $0.lexicographicallyPrecedes(name) }
      if precedes { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The bytes of a name.
  package func nameBytes(at position: Int) -> [UInt8] {
    names.withBytes(number(at: position)) { Array($0) }
  }
}
