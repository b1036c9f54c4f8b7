internal import CanonicalJSON
internal import Digests
internal import PromptRepo

/// The prompts that a ledger holds, found by id, by name and by title.
///
/// Each prompt has a number, and what finds it holds that, since there may be hundreds of thousands.
struct PromptDirectory {
  /// The names, by number.
  private var names = ByteStrings()
  private var ids: [UUIDValue: Int32] = [:]
  private var titles = PromptNumbers()
  private var digits = PromptNumbers()

  /// Reads the names and records of all prompts.
  init(_ repository: Repository) throws(RepositoryError) {
    var found: [(createdAt: Int64, name: PromptName, id: PromptID, title: String?)] = []
    for name in try repository.names() {
      guard let record = try repository.prompt(name)?.record else { continue }
      found.append((record.createdAt.milliseconds, name, record.id, record.title))
    }
    // By id where times are equal, so that the order is the same in every clone.
    found.sort {
      $0.createdAt == $1.createdAt
        ? $0.id.rawValue < $1.id.rawValue : $0.createdAt < $1.createdAt
    }
    for prompt in found { add(prompt.name, id: prompt.id, title: prompt.title) }
  }

  mutating func add(_ name: PromptName, id: PromptID, title: String?) {
    let (number, isNew) = names.insert(name.rawValue)
    ids[id.uuid] = Int32(number)
    guard isNew else { return }
    if let start = PathSlug.stemBeforeDigits(of: name) { digits.add(number, to: start) }
    if let title { titles.add(number, to: title) }
  }

  /// Notes a name that is used from now on, of a prompt that nobody looks for.
  mutating func take(_ name: PromptName) { _ = names.insert(name.rawValue) }

  /// How many prompts there are; each has a number below this.
  var count: Int { names.count }

  func contains(_ name: PromptName) -> Bool { number(of: name) != nil }

  /// The number of a prompt.
  func number(of name: PromptName) -> Int? { names.number(of: name.rawValue) }

  /// The name of the prompt with a number.
  func name(_ number: Int) -> PromptName { PromptName(unchecked: names[number]) }

  /// The names that are a path's with digits.
  func names(withDigits slug: PathSlug) -> [PromptName] {
    digits[slug.stemBeforeDigits].map { name($0) }
  }

  subscript(id: PromptID) -> PromptName? { ids[id.uuid].map { name(Int($0)) } }

  /// The number of the prompt with an id; `nil` for a text that is no id, or none of a prompt here.
  func number(ofID text: String) -> Int? {
    do throws(RepositoryError) {
      return ids[try PromptID(text).uuid].map { Int($0) }
    } catch {
      return nil
    }
  }

  /// The prompts of a title, in the order of their creation.
  func names(title: String) -> [PromptName] { titles[title].map { name($0) } }

  /// Their numbers.
  func numbers(title: String) -> [Int] { titles[title] }

  /// Whether the prompt with a number is known by its name alone.
  func isUntitled(_ number: Int) -> Bool { !titles.contains(number) }
}

/// Numbers of prompts by a text, each of one text at most.
private struct PromptNumbers {
  private var texts = ByteStrings()
  /// The first and the last number of each text.
  private var firsts: [Int32] = []
  private var lasts: [Int32] = []
  /// The next number of the same text, for each number; −1 behind the last one, −2 for a number of
  /// no text.
  private var nexts: [Int32] = []

  /// Adds a number to those of a text, at their end; it must not be there yet.
  mutating func add(_ number: Int, to text: String) {
    if nexts.count <= number {
      nexts.append(contentsOf: repeatElement(-2, count: number + 1 - nexts.count))
    }
    nexts[number] = -1
    let (place, isFirst) = texts.insert(text)
    if isFirst {
      firsts.append(Int32(number))
      lasts.append(Int32(number))
    } else {
      nexts[Int(lasts[place])] = Int32(number)
      lasts[place] = Int32(number)
    }
  }

  /// Whether a number was added.
  func contains(_ number: Int) -> Bool { number < nexts.count && nexts[number] != -2 }

  /// The numbers of a text, in the order in which they were added.
  subscript(text: String) -> [Int] {
    var numbers: [Int] = []
    var next = texts.number(of: text).map { firsts[$0] } ?? -1
    while next >= 0 {
      numbers.append(Int(next))
      next = nexts[Int(next)]
    }
    return numbers
  }
}
