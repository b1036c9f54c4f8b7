public import CanonicalJSON
public import PromptRepo
internal import PromptTemplate

/// The people who have to know of a change; each rung has those of all before.
public enum ContractRung: String, Sendable, Hashable, CaseIterable, Comparable {
  /// Whoever renders the prompt.
  case call
  /// Whoever reads the answer.
  case output
  /// Whoever pays and operates.
  case runtime
  /// Whoever evaluates the text.
  case text

  /// Compares by the order of rungs: `call` is before `text`.
  public static func < (left: ContractRung, right: ContractRung) -> Bool {
    left.rank < right.rank
  }

  private var rank: Int {
    switch self {
    case .call: 0
    case .output: 1
    case .runtime: 2
    case .text: 3
    }
  }
}

/// Something that others rely on and that a change does not keep.
public struct ContractBreak: Sendable, Hashable {
  /// The people who have to know of it.
  public let rung: ContractRung

  /// The rule's name in words, such as `variable-added`.
  public let rule: String

  /// The variable, field, tool or setting that it is about; empty for the whole prompt.
  public let subject: String

  /// The names that have to be acknowledged to accept it; of a renamed variable both.
  public let names: [String]

  /// The difference and who has to do something about it, in one line.
  public let message: String

  /// The place in the newer content.
  public let place: Place

  /// A place in the newer content.
  public enum Place: Sendable, Hashable {
    /// A stretch of the template, without the header; lines and columns count from 1, columns in
    /// code points, and `end` is behind the last character.
    case template(TextPosition, end: TextPosition)
    /// A value of the configuration by the keys from the top, entries of lists by their number from
    /// 0. What is gone has the path that it had.
    case setting([String])
    /// The whole prompt.
    case whole
  }

  init(
    _ rung: ContractRung, _ rule: String, _ subject: String, _ message: String, at place: Place,
    names: [String]? = nil
  ) {
    self.rung = rung
    self.rule = rule
    self.subject = subject
    self.names = names ?? (subject.isEmpty ? [] : [subject])
    self.message = message
    self.place = place
  }

  /// The break that a prompt has another name, which no comparison of contents shows.
  public static func renamed(from old: PromptName, to new: PromptName) -> ContractBreak {
    ContractBreak(
      .call, "prompt-renamed", old.rawValue,
      "'\(old)' is '\(new)' now: whoever renders it has to ask for that name", at: .whole)
  }
}

extension ContentChange {
  /// All that the change does not keep, up to a rung: rung by rung, in the order of the newer
  /// content.
  ///
  /// Nothing breaks for a prompt that is new, or with an equal content.
  public func breaks(upTo rung: ContractRung = .text) -> [ContractBreak] {
    guard isAny, let old else { return [] }
    guard let new else {
      return [
        ContractBreak(
          .call, "prompt-removed", "", "the prompt is gone: whoever renders it needs another one",
          at: .whole)
      ]
    }
    var breaks = CallBreaks(change: self, old: old, new: new).all
    if rung >= .output { breaks += OutputBreaks(change: self, old: old, new: new).all }
    if rung >= .runtime { breaks += RuntimeBreaks(change: self, old: old, new: new).all }
    if rung >= .text, let text = textBreak { breaks.append(text) }
    return breaks.filter { $0.rung <= rung }
  }

  private var textBreak: ContractBreak? {
    guard let new else { return nil }
    guard templateDiffers, let first = ChangedStretch.all(in: words).first else {
      guard let partial = partials.first else { return nil }
      return ContractBreak(
        .text, "text-changed", "",
        "the text of '\(partial.name)' is another: whoever evaluates this prompt has to do it again",
        at: .setting([PartialPins.key, partial.name.rawValue]))
    }
    let places = new.places(of: [first.new])
    return ContractBreak(
      .text, "text-changed", "",
      "the text is another: whoever evaluates this prompt has to do it again",
      at: places.first ?? .whole)
  }
}

extension ReadContent {
  /// Where stretches of the template are, which are given in bytes and in ascending order.
  func places(of ranges: [Range<Int>]) -> [ContractBreak.Place] {
    let source = template.source
    var position = TextPosition(line: 1, column: 1)
    var offset = 0
    func advance(_ position: inout TextPosition, from start: Int, to end: Int) {
      for byte in source[min(start, source.count)..<min(max(start, end), source.count)] {
        position.advance(past: byte)
      }
    }
    return ranges.map { range in
      advance(&position, from: offset, to: range.lowerBound)
      offset = max(offset, range.lowerBound)
      var end = position
      advance(&end, from: range.lowerBound, to: range.upperBound)
      return .template(position, end: end)
    }
  }

  /// Where variables first stand.
  func places(ofVariables names: Set<String>) -> [String: ContractBreak.Place] {
    var found: Set<String> = []
    let first = template.placeholders.filter {
      names.contains($0.name) && found.insert($0.name).inserted
    }
    let places = places(of: first.map(\.range))
    var result = Dictionary(uniqueKeysWithValues: zip(first.map(\.name), places))
    for variable in variables where names.contains(variable.name) {
      let hasPlaceholder = content.dialect != .handlebars && content.dialect != .jinja
      guard ownNames.contains(UTF8Key(variable.name)), let start = variable.places.first else {
        // What a partial asks for stands nowhere in this text.
        result[variable.name] = nil
        continue
      }
      if hasPlaceholder, result[variable.name] != nil { continue }
      result[variable.name] = .template(
        start, end: TextPosition(line: start.line, column: start.column + 1))
    }
    return result
  }
}
