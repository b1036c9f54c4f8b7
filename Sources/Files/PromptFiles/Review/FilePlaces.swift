internal import CanonicalJSON
public import PromptLint
public import PromptRepo
public import PromptReview

/// Where in a prompt's file the places of its content are.
///
/// What a review finds is in the template or in the configuration; what a reader opens is the file.
public struct FilePlaces: Sendable {
  /// The file, relative to the top of the repository.
  public let path: String

  /// The prompt.
  public let prompt: PromptName?

  /// The line of the file, from 1, on which the template begins.
  public let templateLine: Int

  private let bytes: [UInt8]
  /// The header's bytes, the line on which they begin, and where its keys are.
  private let header: (range: Range<Int>, line: Int, keys: YAMLPlaces)?

  /// Reads where things are in a file.
  ///
  /// - Parameters:
  ///   - bytes: All of the file.
  ///   - path: Its path, for places and errors.
  /// - Throws: ``PromptFileError`` if the file's header cannot be read.
  public init(
    _ bytes: [UInt8], path: String, prompt: PromptName? = nil
  ) throws(PromptFileError) {
    try PromptFile.checkText(bytes, path)
    let parts = try HeaderParts(bytes, path: path)
    self.path = path
    self.prompt = prompt
    self.bytes = bytes
    templateLine = parts.bodyLine
    guard let range = parts.header else {
      header = nil
      return
    }
    do throws(YAMLError) {
      header = (range, parts.headerLine, try YAMLPlaces(Array(bytes[range])))
    } catch {
      throw parts.error(error, in: bytes, path: path)
    }
  }

  /// The place in the file of a place in the content.
  ///
  /// A setting is where its key is; one that is not in the file, where the nearest one is that it
  /// would lie in, or else the whole file.
  public func place(of place: ContractBreak.Place) -> FindingPlace {
    switch place {
    case .whole: FindingPlace(path, prompt: prompt?.rawValue)
    case .template(let start, let end):
      FindingPlace(
        path, prompt: prompt?.rawValue, line: start.line + templateLine - 1, column: start.column,
        endLine: end.line + templateLine - 1, endColumn: end.column)
    case .setting(let keys): self.place(ofSetting: keys)
    }
  }

  /// The place of a value of the header by the keys from the top, entries of lists by their number
  /// from 0.
  public func place(ofSetting keys: [String]) -> FindingPlace {
    guard let header, let range = header.keys.range(of: keys) else {
      return FindingPlace(path, prompt: prompt?.rawValue)
    }
    let lines = bytes[header.range]
    let start = TextPosition(offset: range.lowerBound, in: lines, firstLine: header.line)
    var end = start
    for byte in lines.dropFirst(range.lowerBound).prefix(range.count) { end.advance(past: byte) }
    return FindingPlace(
      path, prompt: prompt?.rawValue, line: start.line, column: start.column, endLine: end.line,
      endColumn: end.column)
  }
}
