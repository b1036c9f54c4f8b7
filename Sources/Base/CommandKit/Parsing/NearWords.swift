/// `. Did you mean '…'?` with the nearest of the known words, or what else is given if none is near.
///
/// Near means one edit for each three letters typed, and at least one; or a known word that begins
/// with what was typed. Of up to three letters none may be another: `get` is not `set`. Two letters
/// are the beginning of a word, if of any: `st` is that of `status`, and not a short `set`.
package func suggestion(
  for word: String, among known: [String], or otherwise: String = ""
) -> String {
  let letters = word.utf8.drop { $0 == .dash }
  let beginning =
    letters.count == 2 && word.utf8.first != .dash
    ? known.filter { $0.utf8.starts(with: letters) } : []
  var nearest = NearWords(to: word, ignoring: .dash, limit: 1)
  if beginning.isEmpty { for candidate in known { nearest.offer(candidate) } }
  let words = beginning.isEmpty ? nearest.words : Array(beginning.prefix(4))
  return words.isEmpty ? otherwise : ". Did you mean \(alternatives(words))?"
}

/// The nearest of many words to one that was typed.
///
/// Words are offered one by one. Most cost a look at their lengths and letters only, so that the
/// names of 100,000 prompts take no noticeable time.
public struct NearWords: Sendable {
  private let letters: [UInt8]
  private let counts: [Int8]
  private let ignored: UInt8?
  private let limit: Int
  private let farthest: Int
  private var found: [(distance: Int, word: String)] = []

  /// Looks for words near this one.
  ///
  /// - Parameters:
  ///   - ignored: A character that does not count at the beginning of a word.
  ///   - limit: How many words are kept.
  init(to word: String, ignoring ignored: UInt8?, limit: Int) {
    letters = Array(word.utf8.drop { $0 == ignored })
    counts = Self.counts(letters)
    self.ignored = ignored
    self.limit = limit
    farthest = max(1, letters.count / 3)
  }

  /// Looks for up to `limit` words near this one.
  public init(to word: String, limit: Int = 3) {
    self.init(to: word, ignoring: nil, limit: limit)
  }

  /// The words that were offered than which none was nearer.
  public var words: [String] { found.map(\.word) }

  /// Takes a word into account.
  ///
  /// - Parameter distance: How near it is for another reason; by its letters when absent.
  public mutating func offer(_ word: String, at known: Int? = nil) {
    guard let distance = known ?? distance(to: word) else { return }
    if let nearest = found.first?.distance, distance != nearest {
      if distance > nearest { return }
      found = []
    }
    if found.count < limit { found.append((distance, word)) }
  }

  /// How far a word is from the one that was typed; nil if it is not near.
  public func distance(to word: String) -> Int? {
    let other = Array(word.utf8.drop { $0 == ignored })
    guard other.count > 1, letters.count > 1 else { return nil }
    if letters.count > 2, other.starts(with: letters) {
      return other.count == letters.count ? 0 : 1
    }
    guard abs(other.count - letters.count) <= min(farthest, other.count) else { return nil }
    // An edit changes the number of at most two letters by one.
    let letterCounts = Self.counts(other)
    var difference = 0
    for (a, b) in zip(counts, letterCounts) { difference += abs(Int(a) - Int(b)) }
    guard difference <= 2 * farthest else { return nil }
    if letters.count < 4, letters.count == other.count, difference > 0 { return nil }
    let distance = editDistance(letters, other)
    return distance <= farthest ? distance : nil
  }

  /// How often letters occur, by their last five bits.
  private static func counts(_ letters: [UInt8]) -> [Int8] {
    var counts = [Int8](repeating: 0, count: 32)
    for letter in letters.prefix(127) { counts[Int(letter & 31)] += 1 }
    return counts
  }
}

/// How many insertions, deletions, replacements and swaps of neighbours turn one into the other.
///
/// The "optimal string alignment" distance, by three rows of the usual table.
private func editDistance(_ first: [UInt8], _ second: [UInt8]) -> Int {
  var before: [Int] = []
  var previous = Array(0...second.count)
  for (i, a) in first.enumerated() {
    var row = [i + 1]
    row.reserveCapacity(second.count + 1)
    for (j, b) in second.enumerated() {
      var best = min(previous[j + 1] + 1, row[j] + 1, previous[j] + (a == b ? 0 : 1))
      if i > 0, j > 0, a == second[j - 1], first[i - 1] == b {
        best = min(best, before[j - 1] + 1)
      }
      row.append(best)
    }
    (before, previous) = (previous, row)
  }
  return previous[second.count]
}
