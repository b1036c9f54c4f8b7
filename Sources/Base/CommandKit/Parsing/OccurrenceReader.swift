/// Hands each parameter, in declared order, what was found for it.
struct OccurrenceReader {
  private var rest: ArraySlice<[Occurrence]>

  init(_ occurrences: [[Occurrence]]) {
    rest = occurrences[...]
  }

  mutating func next<Value>(_ parameter: Parameter<Value>) throws(UsageError) -> Value {
    try parameter.read(rest.popFirst() ?? [])
  }
}
