/// Where each line of a text comes from, found by going back through the texts that came before it.
///
/// Compares each text with the one before it as `git blame --no-indent-heuristic` does, so that the
/// same lines come from the same texts. Only what is not alike at the beginning and end of two texts
/// is cut into lines, so a step costs little more than the comparison of bytes.
public struct LineOrigins: Sendable {
  /// A line of one of the texts.
  public struct Origin: Sendable, Hashable {
    /// How many texts lie between: 0 for the newest one.
    public var step: Int
    /// The line's place in that text, from 0.
    public var line: Int

    /// Names a line of a text.
    public init(step: Int, line: Int) {
      self.step = step
      self.line = line
    }
  }

  /// For each line of the newest text: the oldest line known that it has been ever since.
  public private(set) var origins: [Origin]

  /// The places, in ``origins``, of the lines that the oldest text so far has too, in order.
  private var open: [Int]

  /// How many texts there were so far before the newest one.
  private var step = 0

  private var text: NumberedText
  private var table = TokenTable(copiesTokens: true)

  /// Begins with the newest text.
  public init(of newest: [UInt8]) {
    text = NumberedText(newest, &table)
    origins = (0..<text.count).map { Origin(step: 0, line: $0) }
    open = Array(origins.indices)
  }

  /// Whether no older text can change ``origins``.
  public var isComplete: Bool { open.isEmpty }

  /// Goes on to the text before the oldest one so far.
  public mutating func goBack(to older: [UInt8]) {
    step += 1
    guard older != text.bytes else { return goBackToEqual() }
    // What only older texts had would fill the table in a long history.
    if table.count > 4 * text.count + 4_096 {
      table = TokenTable(copiesTokens: true)
      text = NumberedText(text.bytes, &table)
    }
    let (old, shared) = text.predecessor(older, &table)
    let changes = EditScript(
      old: Array(old.numbers.dropLast(shared)), new: Array(text.numbers.dropLast(shared)),
      effort: .asGit
    ).changes
    follow(changes[...])
    text = old
  }

  /// Goes on to a text before the oldest one so far that has the same bytes.
  public mutating func goBackToSame() {
    step += 1
    goBackToEqual()
  }

  private mutating func goBackToEqual() {
    for place in open { origins[place].step = step }
  }

  /// Moves the open lines to the older text; those that it does not have are open no more.
  private mutating func follow(_ changes: ArraySlice<SequenceChange>) {
    var changes = changes
    var shift = 0
    open.removeAll { place in
      let line = origins[place].line
      while let change = changes.first, change.new.upperBound <= line {
        shift = change.old.upperBound - change.new.upperBound
        changes.removeFirst()
      }
      if let change = changes.first, change.new.contains(line) { return true }
      origins[place] = Origin(step: step, line: line + shift)
      return false
    }
  }
}

/// A text whose lines have numbers: equal ones for equal lines.
private struct NumberedText: Sendable {
  let bytes: [UInt8]
  /// Where each line begins, and, last, where the text ends.
  private(set) var bounds: [Int]
  private(set) var numbers: [Int32]

  var count: Int { numbers.count }

  init(_ bytes: [UInt8], _ table: inout TokenTable) {
    self.bytes = bytes
    bounds = [0]
    numbers = []
    append(0..<bytes.count, &table)
  }

  private init(bytes: [UInt8], bounds: [Int], numbers: [Int32]) {
    self.bytes = bytes
    self.bounds = bounds
    self.numbers = numbers
  }

  /// Cuts a stretch into lines.
  private mutating func append(_ range: Range<Int>, _ table: inout TokenTable) {
    var start = range.lowerBound
    bytes.withUnsafeBufferPointer { buffer in
      for index in range where buffer[index] == .lineFeed { bounds.append(index + 1) }
    }
    if let last = bounds.last, last < range.upperBound { bounds.append(range.upperBound) }
    for end in bounds.dropFirst(numbers.count + 1) {
      numbers.append(table.number(of: bytes[start..<end]))
      start = end
    }
  }

  /// The text before this one, and how many lines at the end of both git leaves out when it compares
  /// them.
  func predecessor(
    _ older: [UInt8], _ table: inout TokenTable
  ) -> (text: NumberedText, shared: Int) {
    let shorter = min(bytes.count, older.count)
    let prefix = EqualBytes.prefix(bytes, older)
    let suffix = EqualBytes.suffix(bytes, older)
    // A line without its end may go on in the other text.
    var first = 0
    while first < count, bounds[first + 1] <= prefix, bytes[bounds[first + 1] - 1] == .lineFeed {
      first += 1
    }
    // The line in which the equal end begins may begin otherwise.
    let end = bytes.count - min(suffix, shorter - bounds[first])
    var last = count
    while last > first, bounds[last - 1] > end { last -= 1 }
    let shift = older.count - bytes.count
    var text = NumberedText(
      bytes: older, bounds: Array(bounds[...first]), numbers: Array(numbers[..<first]))
    text.append(bounds[first]..<(bounds[last] + shift), &table)
    for line in last..<count {
      text.bounds.append(bounds[line + 1] + shift)
      text.numbers.append(numbers[line])
    }
    return (text, sharedLines(suffix))
  }

  /// How many lines lie in the blocks of 1,024 bytes at the end that git finds equal, but for the
  /// line in which the first of these begins.
  private func sharedLines(_ suffix: Int) -> Int {
    let block = 1_024
    let start = bytes.count - suffix / block * block
    var line = count
    while line > 0, bounds[line - 1] > start { line -= 1 }
    return count - line
  }
}

/// How much two texts have in common at one end, eight bytes at a time.
private enum EqualBytes {
  static func prefix(_ first: [UInt8], _ second: [UInt8]) -> Int {
    let length = min(first.count, second.count)
    return first.withUnsafeBytes { first in
      second.withUnsafeBytes { second in
        var index = 0
        while index + 8 <= length, word(first, index) == word(second, index) { index += 8 }
        while index < length, first[index] == second[index] { index += 1 }
        return index
      }
    }
  }

  static func suffix(_ first: [UInt8], _ second: [UInt8]) -> Int {
    let length = min(first.count, second.count)
    return first.withUnsafeBytes { first in
      second.withUnsafeBytes { second in
        let (left, right) = (first.count, second.count)
        var index = 0
        while index + 8 <= length,
          word(first, left - index - 8) == word(second, right - index - 8)
        {
          index += 8
        }
        while index < length, first[left - index - 1] == second[right - index - 1] { index += 1 }
        return index
      }
    }
  }

  private static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
    bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
  }
}
