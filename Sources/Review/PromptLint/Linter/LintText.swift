internal import CanonicalJSON
internal import PromptTemplate
internal import VisibleText

/// A file with what several rules need of it, each thing found once.
final class LintText {
  /// The file.
  let source: LintSource
  /// The most code points of a template, if there is a limit.
  let longestTemplate: Int?
  /// Whether all bytes are ASCII.
  let isASCII: Bool
  /// The template, taken apart; its offsets are those of the file.
  private(set) lazy var marks = TemplateMarks(source)
  /// The template, read in its dialect; its positions are those of the template.
  private(set) lazy var reading = TemplateReading(
    text(source.body), dialect: source.dialect)
  /// The variables by their places, in the order of the file.
  private(set) lazy var variables = VariablePlaces.all(in: self)
  /// The code points of the file, where it has others than ASCII.
  private(set) lazy var scalars = DecodedText(source.bytes)

  var bytes: [UInt8] { source.bytes }

  init(_ source: LintSource, longestTemplate: Int?) {
    self.source = source
    self.longestTemplate = longestTemplate
    isASCII = source.bytes.allSatisfy { $0 < 0x80 }
  }

  /// The text of a stretch.
  func text(_ range: Range<Int>) -> String {
    String(decoding: bytes[range.clamped(to: bytes.indices)], as: UTF8.self)
  }
}

/// A text as code points, with where each begins.
struct DecodedText {
  /// The code points.
  let values: [UInt32]
  /// Where each begins, and where the text ends.
  let offsets: [Int]

  init(_ bytes: [UInt8]) {
    var values: [UInt32] = []
    var offsets: [Int] = []
    values.reserveCapacity(bytes.count)
    offsets.reserveCapacity(bytes.count + 1)
    var at = 0
    while at < bytes.count {
      let (value, length) = UTF8Scalar.decode(bytes, at, bytes.count)
      values.append(value)
      offsets.append(at)
      at += length
    }
    offsets.append(bytes.count)
    self.values = values
    self.offsets = offsets
  }

  /// The bytes of code points.
  func bytes(_ range: Range<Int>) -> Range<Int> {
    offsets[range.lowerBound]..<offsets[range.upperBound]
  }
}
