internal import PromptRepo

/// Which rows of one title are which prompts of that title.
///
/// A row is the prompt whose latest text it has, then one that had its text earlier, then the one
/// that its text is plainly an edit of. What is left over is compared as a diff does it: between
/// the same neighbours, the first row is the first prompt.
struct RowMatching {
  /// A row, or the newest of several rows of one prompt.
  struct Row {
    /// The hashes of its content and its template, those of other readings behind them.
    let hashes: [VersionHash]
    let templates: [VersionHash]
    /// The template.
    let text: () throws(RepositoryError) -> String
  }

  /// A prompt that the rows may be.
  struct Candidate {
    /// The hashes of its versions' contents and templates, newest first.
    let versions: [(hash: VersionHash, template: VersionHash)]
    /// The latest template.
    let text: () throws(RepositoryError) -> String
  }

  /// For each row, the place of its candidate; `nil` for a row that is none of them.
  private(set) var places: [Int?]

  private let rows: [Row]
  private let candidates: [Candidate]
  private var isFree: [Bool]

  /// From this share on, a text counts as an edit of another wherever it stands.
  private static let edited = 0.7
  /// How many pairs of texts are compared at most.
  private static let comparisons = 2_500

  init(_ rows: [Row], _ candidates: [Candidate]) throws(RepositoryError) {
    self.rows = rows
    self.candidates = candidates
    places = Array(repeating: nil, count: rows.count)
    isFree = Array(repeating: true, count: candidates.count)
    matchInPlace()
    match(\.hashes) { $0.versions.prefix(1).map(\.hash) }
    match(\.templates) { $0.versions.prefix(1).map(\.template) }
    match(\.hashes) { $0.versions.map(\.hash) }
    match(\.templates) { $0.versions.map(\.template) }
    let similarities = try similarities()
    match(similarities)
    matchBetweenNeighbours(similarities)
  }

  private mutating func match(_ row: Int, _ candidate: Int) {
    places[row] = candidate
    isFree[candidate] = false
  }

  private var openRows: [Int] { rows.indices.filter { places[$0] == nil } }
  private var openCandidates: [Int] { candidates.indices.filter { isFree[$0] } }

  /// Of several prompts with one text, a row is the one in its own place.
  private mutating func matchInPlace() {
    for (row, candidate) in zip(rows.indices, candidates.indices) {
      guard let latest = candidates[candidate].versions.first,
        rows[row].hashes.contains(latest.hash)
      else { continue }
      match(row, candidate)
    }
  }

  /// Matches rows and candidates that have a hash in common, both in their order.
  private mutating func match(
    _ rowKeys: (Row) -> [VersionHash], _ keys: (Candidate) -> [VersionHash]
  ) {
    let open = openRows
    guard !open.isEmpty else { return }
    var owners: [VersionHash: [Int]] = [:]
    for candidate in openCandidates.reversed() {
      for hash in Set(keys(candidates[candidate])) { owners[hash, default: []].append(candidate) }
    }
    for row in open {
      for key in rowKeys(rows[row]) where places[row] == nil {
        while let owner = owners[key]?.popLast() {
          guard isFree[owner] else { continue }
          match(row, owner)
          break
        }
      }
    }
  }

  /// How similar the texts of rows and candidates are that are still open; empty where there is
  /// no choice, or too much to compare.
  private func similarities() throws(RepositoryError) -> [[Int: Double]] {
    let (open, free) = (openRows, openCandidates)
    var found: [[Int: Double]] = Array(repeating: [:], count: rows.count)
    guard !open.isEmpty, !free.isEmpty, rows.count + candidates.count > 2,
      open.count * free.count <= RowMatching.comparisons
    else { return found }
    var texts: [(Int, TextSimilarity)] = []
    for candidate in free {
      texts.append((candidate, TextSimilarity(try candidates[candidate].text())))
    }
    for row in open {
      let text = TextSimilarity(try rows[row].text())
      for (candidate, other) in texts { found[row][candidate] = text.share(with: other) }
    }
    return found
  }

  /// Matches plain edits, the most similar texts first.
  private mutating func match(_ similarities: [[Int: Double]]) {
    var pairs: [(row: Int, candidate: Int, share: Double)] = []
    for (row, shares) in similarities.enumerated() {
      for (candidate, share) in shares where share >= RowMatching.edited {
        pairs.append((row, candidate, share))
      }
    }
    pairs.sort { ($1.share, $0.row, $0.candidate) < ($0.share, $1.row, $1.candidate) }
    for pair in pairs where places[pair.row] == nil && isFree[pair.candidate] {
      match(pair.row, pair.candidate)
    }
  }

  /// Matches what stands between the same neighbours.
  private mutating func matchBetweenNeighbours(_ similarities: [[Int: Double]]) {
    var (firstRow, firstCandidate) = (0, 0)
    let anchors = anchors().map { (row: $0, candidate: places[$0] ?? 0) }
    for anchor in anchors + [(row: rows.count, candidate: candidates.count)] {
      let open = (firstRow..<anchor.row).filter { places[$0] == nil }
      let free = (firstCandidate..<anchor.candidate).filter { isFree[$0] }
      if open.count < free.count {
        matchNearest(open, free, similarities)
      } else {
        for (row, candidate) in zip(open, free) { match(row, candidate) }
      }
      (firstRow, firstCandidate) = (anchor.row + 1, anchor.candidate + 1)
    }
  }

  /// Matches rows among which prompts are missing, each with the most similar one.
  private mutating func matchNearest(
    _ open: [Int], _ free: [Int], _ similarities: [[Int: Double]]
  ) {
    guard let first = open.first, !similarities[first].isEmpty else {
      for (row, candidate) in zip(open, free) { match(row, candidate) }
      return
    }
    for row in open {
      let nearest = free.filter { isFree[$0] }.max {
        (similarities[row][$0] ?? 0, $1) < (similarities[row][$1] ?? 0, $0)
      }
      if let nearest { match(row, nearest) }
    }
  }

  /// The longest run of matched rows whose candidates are in the same order.
  private func anchors() -> [Int] {
    let matched = rows.indices.filter { places[$0] != nil }
    // For each length the row that ends a run of it with the smallest place (patience sorting).
    var ends: [Int] = []
    var previous: [Int: Int] = [:]
    for row in matched {
      let place = places[row] ?? 0
      let index = ends.firstIndex(behind: { (places[$0] ?? 0) >= place })
      if index > 0 { previous[row] = ends[index - 1] }
      if index == ends.count { ends.append(row) } else { ends[index] = row }
    }
    var run: [Int] = []
    var next = ends.last
    while let row = next {
      run.append(row)
      next = previous[row]
    }
    return run.reversed()
  }
}

/// How much two texts have in common, for telling which of several texts one was edited from.
struct TextSimilarity {
  /// How much of a text is looked at, in bytes.
  private static let length = 16_384

  /// The pairs of neighbouring bytes, sorted; of any script, and cheap to compare.
  private let pairs: [UInt16]

  init(_ text: String) {
    var pairs: [UInt16] = []
    var last: UInt8?
    for byte in text.utf8.prefix(TextSimilarity.length) {
      if let last { pairs.append(UInt16(last) << 8 | UInt16(byte)) }
      last = byte
    }
    self.pairs = pairs.sorted()
  }

  /// The share of pairs that both texts have, from 0 to 1 (Dice's coefficient).
  func share(with other: TextSimilarity) -> Double {
    var (left, right, common) = (0, 0, 0)
    while left < pairs.count, right < other.pairs.count {
      if pairs[left] == other.pairs[right] {
        common += 1
        left += 1
        right += 1
      } else if pairs[left] < other.pairs[right] {
        left += 1
      } else {
        right += 1
      }
    }
    let all = pairs.count + other.pairs.count
    return all == 0 ? 0 : Double(2 * common) / Double(all)
  }
}
