/// One reference's part of a change: from the value it must have to the value it gets.
///
/// Where both are the same, the store only checks that the reference has that value.
public struct ReferenceMove: Sendable, Hashable {
  /// The reference to move.
  public let name: ReferenceName
  /// The value it must have now; `nil` means that it must not exist.
  public let old: ObjectID?
  /// The value it gets; `nil` removes it.
  public let new: ObjectID?
  /// One line for the reflog.
  public let message: String
  /// What is known of the commit that it moves to, for stores that keep it; they read it otherwise.
  package let note: TipNote?

  /// Makes a move from its parts.
  public init(
    _ name: ReferenceName, from old: ObjectID?, to new: ObjectID?, message: String
  ) {
    self.init(name, from: old, to: new, message: message, note: nil)
  }

  /// Makes a move with what is known of the commit that it moves to.
  package init(
    _ name: ReferenceName, from old: ObjectID?, to new: ObjectID?, message: String,
    note: TipNote?
  ) {
    self.name = name
    self.old = old
    self.new = new
    self.message = message
    self.note = note
  }
}

/// The moves of a change, each reference once, held so that hundreds of thousands fit.
package struct ReferenceMoves: Sendable {
  /// What few of very many moves have: an old value, no new one, a long id or message.
  private struct Exception: Sendable {
    var old: ObjectID?
    var isRemoval = false
    var longTarget: ObjectID?
    var longMessage: String?
  }

  /// What the moves are, by number.
  private var names = ByteStrings()
  /// The new values, 20 bytes each; zeros for a long one and for none.
  private var targets: [UInt8] = []
  private var messages: [UInt8] = []
  private var messageRanges: [(start: UInt32, length: UInt16)] = []
  /// When the commits were made; the least number where that is not known.
  private var milliseconds: [Int64] = []
  /// Whose records the moves are about.
  private var keys: [RecordKey] = []
  private var keyNumbers: [Int32] = []
  /// What few moves have: for each move the place of its own in `exceptions`, or -1.
  private var exceptionNumbers: [Int32] = []
  private var exceptions: [Exception] = []
  /// The moves that are in this collection, in its order; all when `nil`.
  private var order: [Int32]?

  /// No moves.
  package init() {}

  /// These moves.
  package init(_ moves: some Sequence<ReferenceMove>) {
    for move in moves { set(move) }
  }

  /// The move of a reference.
  package subscript(name name: ReferenceName) -> ReferenceMove? {
    names.number(of: name.rawValue).map { move($0) }
  }

  /// Puts a move in the place of the reference's earlier one, or at the end.
  package mutating func set(_ move: ReferenceMove) {
    let (number, isNew) = names.insert(move.name.rawValue)
    if isNew {
      targets.append(contentsOf: repeatElement(0, count: 20))
      messageRanges.append((0, 0))
      milliseconds.append(.min)
      keyNumbers.append(-1)
      exceptionNumbers.append(-1)
    }
    var exception = Exception(old: move.old, isRemoval: move.new == nil)
    setTarget(move.new, number, &exception)
    setMessage(move.message, number, &exception)
    set(exception, number)
    milliseconds[number] = move.note?.milliseconds ?? .min
    keyNumbers[number] = -1
    if let record = move.note?.record {
      keyNumbers[number] = Int32(keys.count)
      keys.append(record)
    }
  }

  private mutating func setTarget(
    _ target: ObjectID?, _ number: Int, _ exception: inout Exception
  ) {
    guard let target, target.count == 20 else {
      exception.longTarget = target
      return
    }
    target.withUnsafeBytes { bytes in
      for index in 0..<20 { targets[number * 20 + index] = bytes[index] }
    }
  }

  private mutating func setMessage(
    _ message: String, _ number: Int, _ exception: inout Exception
  ) {
    guard let length = UInt16(exactly: message.utf8.count),
      let start = UInt32(exactly: messages.count)
    else {
      exception.longMessage = message
      return
    }
    messages += message.utf8
    messageRanges[number] = (start, length)
  }

  private mutating func set(_ exception: Exception, _ number: Int) {
    let place = Int(exceptionNumbers[number])
    if place >= 0 {
      exceptions[place] = exception
    } else if exception.old != nil || exception.isRemoval || exception.longTarget != nil
      || exception.longMessage != nil
    {
      exceptionNumbers[number] = Int32(exceptions.count)
      exceptions.append(exception)
    }
  }

  private func target(_ number: Int) -> ObjectID? {
    ObjectID(bytes: targets[(number * 20)..<(number * 20 + 20)])
  }

  private func move(_ number: Int) -> ReferenceMove {
    let range = messageRanges[number]
    let start = Int(range.start)
    let place = Int(exceptionNumbers[number])
    let exception = place < 0 ? Exception() : exceptions[place]
    let key = keyNumbers[number]
    let time = milliseconds[number]
    return ReferenceMove(
      ReferenceName(unchecked: names[number]), from: exception.old,
      to: exception.isRemoval ? nil : exception.longTarget ?? target(number),
      message: exception.longMessage
        ?? String(decoding: messages[start..<(start + Int(range.length))], as: UTF8.self),
      note: time == .min
        ? nil : TipNote(milliseconds: time, record: key < 0 ? nil : keys[Int(key)]))
  }
}

extension ReferenceMoves: RandomAccessCollection {
  /// Where the first move is.
  package var startIndex: Int { 0 }

  /// Where the moves end.
  package var endIndex: Int { order?.count ?? names.count }

  /// The move at a place.
  package subscript(position: Int) -> ReferenceMove { move(number(at: position)) }

  private func number(at position: Int) -> Int { order.map { Int($0[position]) } ?? position }

  /// The same moves in the order of their names.
  package func sortedByName() -> ReferenceMoves {
    var copy = self
    copy.order = (order ?? Array(0..<Int32(names.count))).sorted {
      names.precedes(Int($0), Int($1))
    }
    return copy
  }

  /// The moves for which something holds, in the same order.
  package func selected(
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

/// Texts by number, each once, in one stretch of memory: for hundreds of thousands of names.
package struct ByteStrings: Sendable {
  private var bytes: [UInt8] = []
  /// Where each text ends.
  private var ends: [Int] = []
  /// The numbers plus one of the texts, by their hashes; 0 is an empty place.
  private var slots: [UInt32] = []

  /// No texts.
  package init() {}

  /// How many texts there are.
  package var count: Int { ends.count }

  /// The number of a text; `nil` when it is not there.
  package func number(of text: String) -> Int? {
    var text = text
    return text.withUTF8 { text in
      guard !slots.isEmpty else { return nil }
      let slot = slots[place(of: text)]
      return slot == 0 ? nil : Int(slot) - 1
    }
  }

  /// Adds a text unless it is there, and tells its number.
  package mutating func insert(_ text: String) -> (number: Int, isNew: Bool) {
    if 3 * (count + 1) > 2 * slots.count { grow() }
    var text = text
    return text.withUTF8 { text in
      let place = place(of: text)
      if slots[place] > 0 { return (Int(slots[place]) - 1, false) }
      bytes.append(contentsOf: text)
      ends.append(bytes.count)
      slots[place] = UInt32(count)
      return (count - 1, true)
    }
  }

  /// The text with a number.
  package subscript(number: Int) -> String {
    withBytes(number) { String(decoding: $0, as: UTF8.self) }
  }

  /// Whether one text comes before another in the order of bytes.
  package func precedes(_ number: Int, _ other: Int) -> Bool {
    withBytes(number) { first in
      withBytes(other) { second in
        let order = memoryOrder(first, second)
        return order != 0 ? order < 0 : first.count < second.count
      }
    }
  }

  /// Lends the bytes of a text.
  package func withBytes<Result>(
    _ number: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    let start = number == 0 ? 0 : ends[number - 1]
    return bytes.withUnsafeBufferPointer {
      body(UnsafeBufferPointer(rebasing: $0[start..<ends[number]]))
    }
  }

  /// Where a text is in the slots, or would be.
  private func place(of text: UnsafeBufferPointer<UInt8>) -> Int {
    var hasher = Hasher()
    hasher.combine(bytes: UnsafeRawBufferPointer(text))
    var place = hasher.finalize() & (slots.count - 1)
    while slots[place] > 0 {
      if withBytes(Int(slots[place]) - 1, { $0.count == text.count && memoryOrder($0, text) == 0 })
      {
        return place
      }
      place = (place + 1) & (slots.count - 1)
    }
    return place
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: max(16, 2 * slots.count))
    for number in 0..<count {
      let free = withBytes(number) { place(of: $0) }
      slots[free] = UInt32(number + 1)
    }
  }
}

/// How the first bytes of two texts that both have compare: below, at or above zero.
private func memoryOrder(
  _ first: UnsafeBufferPointer<UInt8>, _ second: UnsafeBufferPointer<UInt8>
) -> Int {
  for index in 0..<min(first.count, second.count) where first[index] != second[index] {
    return first[index] < second[index] ? -1 : 1
  }
  return 0
}

extension [ReferenceMove] {
  /// Refuses moves of which two are of one reference.
  package func refuseRepeats() throws(RepositoryError) {
    var names = ByteStrings()
    for move in self where !names.insert(move.name.rawValue).isNew {
      throw .movedTwice(move.name)
    }
  }
}
