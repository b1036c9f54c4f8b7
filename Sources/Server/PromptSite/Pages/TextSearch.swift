internal import Markup
internal import PromptRepo
internal import PromptService

/// What was found of words in the texts of prompts, as far as one page looks.
struct TextSearch {
  /// A prompt with the words in its text.
  struct Hit {
    let prompt: PromptSummary
    /// The line with the words, of a long one a part; `nil` where the text cannot be read.
    let line: [Piece]?
    /// Why it cannot be read.
    let damage: String?
  }

  /// A piece of a line.
  enum Piece {
    /// What stands between the words.
    case text(String)
    /// A word that was looked for.
    case found(String)
  }

  private(set) var hits: [Hit] = []
  /// How many texts were looked at, on this page and on those before.
  private(set) var looked: Int
  /// How many there are to look at.
  let count: Int
  /// Where looking goes on; `nil` where all were looked at.
  private(set) var next: PromptListQuery?

  /// Looks at one text after the other, until the time is over or the page is full.
  ///
  /// - Parameters:
  ///   - list: The prompts that may fit, without regard to the words.
  ///   - time: How long; one text is looked at in any case.
  init(_ list: PromptList, _ request: ServiceRequest, for time: Duration) throws {
    let words = TextSearch.words(list.query.words)
    looked = list.skipped
    count = list.count
    let clock = ContinuousClock()
    let end = clock.now + time
    for prompt in list.rest {
      if looked > list.skipped, hits.count == PromptList.pageSize || clock.now >= end {
        next = list.query.with { query in
          query.after = list.place(before: looked)
        }
        return
      }
      looked += 1
      let text: String
      do {
        guard let found = try request.shownText(of: prompt) else { continue }
        text = found
      } catch let error as RepositoryError where [.damaged, .invalid].contains(error.code) {
        hits.append(Hit(prompt: prompt, line: nil, damage: error.message))
        continue
      }
      if let line = TextSearch.line(of: text, with: words) {
        hits.append(Hit(prompt: prompt, line: line, damage: nil))
      }
    }
  }

  /// The words that are looked for, in small letters.
  static func words(_ text: String) -> [String] {
    text.split(whereSeparator: \.isWhitespace).map { $0.lowercased() }
  }
}

extension TextSearch {
  /// So many characters of a line are shown.
  private static let lineLength = 200

  /// The line of a text that shows best that all words are in it; `nil` where one is not.
  static func line(of text: String, with words: [String]) -> [Piece]? {
    guard !words.isEmpty else { return nil }
    let folded = Array(text.folded)
    guard words.allSatisfy({ folded.contains(Array($0.utf8)) }) else { return nil }
    var best: (count: Int, line: Substring)?
    for line in text.split(whereSeparator: \.isNewline) {
      let folded = Array(String(line).folded)
      let count = words.count { folded.contains(Array($0.utf8)) }
      if count > best?.count ?? 0 { best = (count, line) }
      if count == words.count { break }
    }
    // Words are never cut by line ends, but their letters may be: then nothing is marked.
    guard let best else { return [.text(String(text.prefix(lineLength)))] }
    return pieces(of: best.line, words.map(Array.init))
  }

  /// A line with the words in it apart, from a little before the first one on.
  private static func pieces(of line: Substring, _ words: [[Character]]) -> [Piece] {
    // A line can be as long as a text; what is far behind its first word is not looked at.
    let letters = Array(line.prefix(1_000_000))
    let small = letters.map { $0.lowercased() }
    let wanted = words.map { $0.map { String($0) } }
    func match(at place: Int) -> Int? {
      wanted.filter { small[place...].starts(with: $0) }.map(\.count).max()
    }
    let first = letters.indices.first { match(at: $0) != nil } ?? 0
    let start = max(0, first - 40)
    let end = min(letters.count, start + lineLength)
    var pieces: [Piece] = []
    var run = start > 0 ? "…" : ""
    var place = start
    while place < end {
      guard let length = match(at: place), length > 0 else {
        run.append(letters[place])
        place += 1
        continue
      }
      if !run.isEmpty { pieces.append(.text(run)) }
      run = ""
      pieces.append(.found(String(letters[place..<min(end, place + length)])))
      place += length
    }
    if end < letters.count { run += "…" }
    if !run.isEmpty { pieces.append(.text(run)) }
    return pieces
  }
}

extension String {
  /// The bytes in small letters.
  fileprivate var folded: [UInt8] {
    if utf8.allSatisfy({ $0 < 0x80 }) {
      return utf8.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
    }
    return Array(lowercased().utf8)
  }
}

extension [UInt8] {
  /// Whether other bytes are in it.
  fileprivate func contains(_ other: [UInt8]) -> Bool {
    guard let first = other.first else { return true }
    guard count >= other.count else { return false }
    return withUnsafeBufferPointer { bytes in
      other.withUnsafeBufferPointer { other in
        for start in 0...(bytes.count - other.count) where bytes[start] == first {
          var length = 1
          while length < other.count, bytes[start + length] == other[length] { length += 1 }
          if length == other.count { return true }
        }
        return false
      }
    }
  }
}

extension ServiceRequest {
  /// The text of a prompt that people look for words in: the active one, or else the latest.
  ///
  /// - Throws: `RepositoryError` for one that is damaged.
  func shownText(of prompt: PromptSummary) throws -> String? {
    try shownContent(of: prompt)?.template
  }

  /// The content of a prompt that lists show: the active one, or else the latest; `nil` for a prompt
  /// without versions, and for one that is gone meanwhile.
  ///
  /// - Throws: `RepositoryError` for one that is damaged.
  func shownContent(of prompt: PromptSummary) throws -> VersionContent? {
    guard prompt.damage == nil, prompt.latest > 0 else { return nil }
    do {
      let found = try find(.text(prompt.name.rawValue))
      let version = try found.version(.number(prompt.active?.number ?? prompt.latest))
      return try found.content(of: version)
    } catch let error as ServiceError where error.kind == .notFound {
      return nil
    }
  }
}

extension PromptSite {
  /// The prompts with the words in their texts.
  func textSearchPage(_ list: PromptList, _ search: TextSearch, _ frame: Frame) -> Page {
    frame.page("Prompts", PagePlace(.prompts, folder: list.query.folder)) {
      div(.class("head row")) { div { h1 { "Search in texts" } } }
      listFilters(list)
      p(.class("muted"), .role("status")) {
        search.next == nil
          ? "Looked at all \(grouped(search.count))."
          : "Looked at \(grouped(search.looked)) of \(grouped(search.count))."
      }
      if search.hits.isEmpty {
        p {
          search.next == nil ? "Nothing has '" : "Nothing so far has '"
          words(list.query.words)
          "' in its text. "
          a(.href(list.query.with { $0.isInTexts = false }.link)) { "Search in names and titles" }
        }
      } else {
        ul(.class("rows found")) { for hit in search.hits { line(hit, list) } }
      }
      if let next = search.next {
        div(.class("foot")) {
          span { "Archived prompts and old versions are not looked at." }
          a(.class("btn"), .href(next.link)) { "Look further" }
        }
      }
    }
  }

  private func line(_ hit: TextSearch.Hit, _ list: PromptList) -> HTML {
    let prompt = hit.prompt
    return li {
      div {
        a(.class("name"), .href(.prompt(prompt.name.rawValue))) {
          if let title = prompt.title { words(title) } else { promptName(prompt.name.rawValue) }
        }
        if prompt.title != nil { span(.class("slug")) { promptName(prompt.name.rawValue) } }
        if let damage = hit.damage {
          p(.class("first")) {
            "It cannot be read: "
            words(damage)
          }
        }
        if let line = hit.line {
          p(.class("first"), .lang(""), .dir("auto")) {
            for piece in line {
              switch piece {
              case .text(let text): block(text)
              case .found(let text): mark { block(text) }
              }
            }
          }
        }
      }
      placedVersions(prompt.shownPlaces(list.environments))
      p(.class("when")) { moment(prompt.changedAt, isAge: true) }
    }
  }
}
