/// Other ways to write words of a command line, which only the context can read.
///
/// A path of a file is one: what it names depends on where the program runs.
public struct Respelling<Context>: Sendable {
  /// Whether a word of a kind is written in another way.
  let isMeant: @Sendable (_ kind: String, _ word: String) -> Bool
  /// The word as its type reads it.
  let respell: @Sendable (Context, _ kind: String, _ word: String) throws -> String

  /// Other ways to write words.
  ///
  /// - Parameters:
  ///   - isMeant: whether a word is written so; the context is made only if one is.
  ///   - respell: the word as its type reads it.
  public init(
    isMeant: @escaping @Sendable (_ kind: String, _ word: String) -> Bool,
    respell: @escaping @Sendable (Context, _ kind: String, _ word: String) throws -> String
  ) {
    self.isMeant = isMeant
    self.respell = respell
  }
}

extension Program {
  /// Puts words of parameters as their types read them.
  ///
  /// - Parameter globals: What was found for the global parameters.
  func respell(
    _ found: inout [[Occurrence]], of parameters: [ParameterDeclaration],
    _ globals: [[Occurrence]]
  ) throws {
    guard let respelling else { return }
    var context: Context?
    for (index, parameter) in parameters.enumerated() {
      guard let kind = parameter.wordKind else { continue }
      for place in found[index].indices
      where respelling.isMeant(kind, found[index][place].value) {
        let known = try context ?? self.context(globals)
        context = known
        let occurrence = found[index][place]
        found[index][place] = Occurrence(
          name: occurrence.name,
          value: try respelling.respell(known, kind, occurrence.value),
          places: occurrence.places)
      }
    }
  }
}
