import GitModel
import Testing

/// A move that is gathered again takes the earlier one's place, whatever either has.
@Suite struct ReferenceMovesTests {
  static let name = ReferenceName(unchecked: "refs/promptrepo/prompts/a/info")
  static let short = ObjectID(hex: String(repeating: "1", count: 40))
  static let long = ObjectID(hex: String(repeating: "2", count: 64))
  static let moves = [
    ReferenceMove(name, from: nil, to: short, message: "begin"),
    ReferenceMove(name, from: short, to: long, message: ""),
    ReferenceMove(name, from: long, to: nil, message: "end"),
    ReferenceMove(name, from: nil, to: short, message: String(repeating: "m", count: 70_000)),
  ]

  @Test(arguments: moves, moves) func theLastCounts(_ first: ReferenceMove, _ last: ReferenceMove) {
    let other = ReferenceMove(
      ReferenceName(unchecked: "refs/promptrepo/prompts/b/info"), from: Self.short, to: Self.short,
      message: "other")
    var moves = ReferenceMoves([first, other])
    moves.set(last)
    #expect(Array(moves) == [last, other])
    #expect(moves[name: Self.name] == last)
  }
}
