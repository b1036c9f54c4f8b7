internal import CanonicalJSON

/// What a strict rendering has found, each thing once however often it is passed.
struct Findings {
  enum Kind: Hashable {
    case missing, notText, notRole
  }

  private struct Key: Hashable {
    let kind: Kind
    let path: UTF8Key
    let partial: UTF8Key?
    let offset: Int
  }

  /// A path with its place in bytes.
  private struct Note {
    let kind: Kind
    let path: String
    let partial: String?
    let source: [UInt8]
    let offset: Int
  }

  private var keys: Set<Key> = []
  private var notes: [Note] = []

  var isEmpty: Bool { notes.isEmpty }

  /// Notes a path of a template, or of the partial of this name.
  mutating func note(
    _ kind: Kind, _ path: String, at offset: Int, in source: [UInt8], partial: String?
  ) {
    let key = Key(
      kind: kind, path: UTF8Key(path), partial: partial.map { UTF8Key($0) }, offset: offset)
    guard keys.insert(key).inserted else { return }
    notes.append(Note(kind: kind, path: path, partial: partial, source: source, offset: offset))
  }

  /// The error that names everything.
  var error: HandlebarsInputError {
    let places = places()
    return HandlebarsInputError(
      missing: findings(.missing, places), notText: findings(.notText, places),
      notRoles: findings(.notRole, places))
  }

  /// The place of each note; every text is gone through once.
  private func places() -> [HandlebarsPlace] {
    var bySource: [UTF8Key?: [Int]] = [:]
    for index in notes.indices {
      bySource[notes[index].partial.map { UTF8Key($0) }, default: []].append(index)
    }
    var positions = [TextPosition](
      repeating: TextPosition(line: 1, column: 1), count: notes.count)
    for indices in bySource.values {
      let sorted = indices.sorted { notes[$0].offset < notes[$1].offset }
      guard let source = sorted.first.map({ notes[$0].source }) else { continue }
      let found = TextPosition.positions(of: sorted.map { notes[$0].offset }, in: source)
      for (index, position) in zip(sorted, found) { positions[index] = position }
    }
    return zip(notes, positions).map { HandlebarsPlace(partial: $0.partial, position: $1) }
  }

  private func findings(
    _ kind: Kind, _ places: [HandlebarsPlace]
  ) -> [HandlebarsInputError.Finding] {
    var order: [String] = []
    var byPath: [UTF8Key: [HandlebarsPlace]] = [:]
    for (note, place) in zip(notes, places) where note.kind == kind {
      if byPath[UTF8Key(note.path)] == nil { order.append(note.path) }
      byPath[UTF8Key(note.path), default: []].append(place)
    }
    return order.map {
      HandlebarsInputError.Finding(path: $0, places: byPath[UTF8Key($0)] ?? [])
    }
  }
}

extension TextPosition {
  /// The places of bytes in their order, in one pass over the text.
  static func positions(of offsets: [Int], in source: [UInt8]) -> [TextPosition] {
    var position = TextPosition(line: 1, column: 1)
    var offset = 0
    return offsets.map { end in
      while offset < min(end, source.count) {
        position.advance(past: source[offset])
        offset += 1
      }
      return position
    }
  }
}
