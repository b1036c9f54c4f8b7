internal import Digests
internal import PromptRepo

extension FileIndex {
  private static let firstLine = "promptrepo-index 1"
  private static let space = UInt8(ascii: " ")

  /// Reads the file's bytes; nil if they are damaged or of another format.
  init?(_ bytes: [UInt8]) {
    guard bytes.last == 0x0a,
      let lastStart = bytes.dropLast().lastIndex(of: 0x0a).map({ $0 + 1 }),
      bytes[lastStart...].dropLast().elementsEqual(Self.seal(bytes[..<lastStart]))
    else { return nil }
    let lines = bytes[..<lastStart].dropLast().split(
      separator: 0x0a, omittingEmptySubsequences: false)
    guard let first = lines.first, first.elementsEqual(Self.firstLine.utf8) else { return nil }
    bases.reserveCapacity(lines.count)
    for line in lines.dropFirst() {
      guard let (name, base) = Self.entry(line) else { return nil }
      bases[name] = base
    }
  }

  /// The file's bytes.
  var bytes: [UInt8] {
    var output = Array("\(Self.firstLine)\n".utf8)
    for (name, base) in bases.sorted(by: { $0.key < $1.key }) {
      output += "\(name) \(base.promptID) \(base.number) \(base.commit.hex) ".utf8
      output += "\(base.hash.hex) \(base.record?.hex ?? "-")".utf8
      if let head = base.head { output += " \(head.hex)".utf8 }
      if base.head != nil, let mark = base.mark { output += " \(mark.text)".utf8 }
      output.append(0x0a)
    }
    return output + Self.seal(output[...]) + [0x0a]
  }

  private static func seal(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    Array("sha256 \(Hex.encode(SHA256.hash(Array(bytes))))".utf8)
  }

  private static func entry(_ line: ArraySlice<UInt8>) -> (PromptName, FileBase)? {
    let fields = line.split(separator: space, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    guard (6...8).contains(fields.count), let number = Int(fields[2]),
      let commit = ObjectID(hex: fields[3])
    else { return nil }
    let record = ObjectID(hex: fields[5])
    guard record != nil || fields[5].utf8.elementsEqual("-".utf8) else { return nil }
    let head = fields.count > 6 ? ObjectID(hex: fields[6]) : nil
    guard head != nil || fields.count == 6 else { return nil }
    let mark = fields.count > 7 ? FileMark(fields[7]) : nil
    guard mark != nil || fields.count < 8 else { return nil }
    do {
      let base = FileBase(
        promptID: try PromptID(fields[1]), number: number, commit: commit,
        hash: try VersionHash(fields[4]), record: record, head: head, mark: mark)
      return (try PromptName(fields[0]), base)
    } catch {
      return nil
    }
  }
}
