/// A mistake in how a command is called.
///
/// The parser makes them, and a command may throw one for what it finds itself, such as two options
/// that exclude each other; it is shown with the command's usage and exits with 64.
public struct UsageError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong, and if possible how to put it right.
  public let message: String

  /// An error with this message.
  public init(_ message: String) {
    self.message = message
  }

  /// The message.
  public var description: String { message }
}

/// A usage error together with what is printed for it.
public struct UsageFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong, in one or two sentences, without `Error: `.
  public let message: String
  /// What to print to standard error; ends with a line feed.
  public let text: String
  /// `EX_USAGE` of `sysexits.h`.
  public let exitCode: Int32 = 64

  init(_ error: UsageError, usage: Usage) {
    message = error.message
    text = """
      Error: \(error.message)
      Usage: \(usage.lines(indent: 7))
        See '\(usage.helpCommand)' for more information.

      """
  }

  /// The message.
  public var description: String { message }
}

/// `. Did you mean '…'?` with the nearest of the known words, or what else is given if none is near.
///
/// Near means one edit for each three letters typed, and at least one; or a known word that begins
/// with what was typed.
package func suggestion(
  for word: String, among known: [String], or otherwise: String = ""
) -> String {
  let letters = Array(word.utf8.drop { $0 == .dash })
  let limit = max(1, letters.count / 3)
  var best: (distance: Int, word: String)?
  for candidate in known {
    let other = Array(candidate.utf8.drop { $0 == .dash })
    guard other.count > 1, letters.count > 1 else { continue }
    let distance: Int
    if letters.count > 2 && other.starts(with: letters) {
      distance = 1
    } else if abs(other.count - letters.count) <= min(limit, other.count) {
      distance = editDistance(letters, other)
    } else {
      continue
    }
    if distance <= limit && distance < best?.distance ?? .max { best = (distance, candidate) }
  }
  return best.map { ". Did you mean '\($0.word)'?" } ?? otherwise
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

/// The text in single quotes for a message: control characters made visible, and cut if long.
func quoted(_ text: String) -> String {
  let limit = 100
  var result = "'"
  for (count, scalar) in text.unicodeScalars.enumerated() {
    if count == limit {
      result += "…"
      break
    }
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator:
      result += scalar.escaped(asASCII: true)
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "'"
}

/// `'a', 'b' or 'c'`.
func alternatives(_ words: [String]) -> String {
  let quotedWords = words.map { "'\($0)'" }
  guard let last = quotedWords.last, quotedWords.count > 1 else {
    return quotedWords.first ?? ""
  }
  return quotedWords.dropLast().joined(separator: ", ") + " or " + last
}
