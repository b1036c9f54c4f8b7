import CanonicalJSON
import PromptsAPI
import TestSupport
import Testing

/// The document's schemas and the wire types' own readers have to agree.
@Suite struct SchemaTests {
  @Test func whatIsSentFits() throws {
    let errors: [APIError] = [
      .noPrompt, .internalFailure, .rateLimitExceeded(retryAfter: 3), .invalid("m", parameter: "p"),
      .conflict("c"), .precondition("p"), .forbidden("f"), .unauthenticated,
    ]
    let values =
      WireSample.all.map { (schema: $0.schema, json: $0.json) }
      + errors.map { (schema: "Error", json: $0.json) }
      + [("Health", ["status": "ok"]), ("Readiness", ["status": "ready"])]
    let complaints = try SchemaJudge.complaints(values)
    #expect(complaints == values.map { _ in nil })
    let schemas = SchemaJudge.document["components"]?.object?["schemas"]?.object
    #expect(Set(values.map(\.schema)) == Set(schemas?.map(\.key) ?? []))
  }

  @Test func requiredMembersAreThoseThatTheReadersRequire() throws {
    let drops = WireSample.all.flatMap { sample in
      sample.variants.filter { $0.replacement == nil }.map { (sample, $0) }
    }
    let complaints = try SchemaJudge.complaints(drops.map { ($0.schema, $1.json) })
    #expect(complaints.count == drops.count && drops.count > 100)
    for ((sample, variant), complaint) in zip(drops, complaints) {
      // One type reads prompts with and without a template; with one it is always sent.
      if sample.schema == "PromptWithTemplate", variant.member == "active_template" {
        #expect(complaint != nil)
        continue
      }
      #expect(
        (complaint == nil) == sample.reads(variant.json),
        "\(sample.schema) without \(variant.member): \(complaint ?? "fits")")
    }
  }

  @Test func kindsAreThoseThatTheReadersTake() throws {
    let changes = WireSample.all.flatMap { sample in
      sample.variants.filter { $0.replacement != nil }.map { (sample, $0) }
    }
    let complaints = try SchemaJudge.complaints(changes.map { ($0.schema, $1.json) })
    #expect(complaints.count == changes.count && changes.count > 1_000)
    for ((sample, variant), complaint) in zip(changes, complaints) {
      let isRead = sample.reads(variant.json)
      let place: Comment = "\(sample.schema).\(variant.member): \(complaint ?? "fits")"
      if complaint == nil {
        #expect(isRead, place)
      } else if isRead {
        // Readers are lenient where nothing can be misunderstood: null is as good as absent, they
        // take ids and times as they come, and find first and last ids themselves.
        let isLenient =
          variant.replacement?.isNull == true || variant.replacement?.string != nil
          || ["first_id", "last_id"].contains(variant.member)
        #expect(isLenient, place)
      }
    }
  }

  @Test(arguments: ["name", "template", "description"])
  func lengthsAreThoseThatTheReadersTake(_ member: String) throws {
    let limit =
      switch member {
      case "name": Limits.name.upperBound
      case "template": Limits.template.upperBound
      default: Limits.description
      }
    let values = ["x", "\u{1F600}", "\u{301}", "\r\n"].flatMap { piece -> [JSONObject] in
      let count = piece.unicodeScalars.count
      return [0, limit / count - 1, limit / count, limit / count + 1].map {
        let request: JSONObject = ["name": "n", "template": "t"]
        return request.replacing(member, .string(String(repeating: piece, count: $0)))
      }
    }
    let complaints = try SchemaJudge.complaints(values.map { ("CreatePromptRequest", $0) })
    #expect(complaints.count == values.count)
    for (value, complaint) in zip(values, complaints) {
      let isRead = (try? CreatePromptRequest(value)) != nil
      #expect((complaint == nil) == isRead, "\(complaint ?? "fits")")
    }
    #expect(complaints.contains(nil) && complaints.contains { $0 != nil })
  }

  /// Readers pass over what they do not know, so a member that is missing here shows nowhere else.
  @Test func everyMemberThatIsSentIsDescribed() throws {
    for (name, samples) in Dictionary(grouping: WireSample.all, by: \.schema) {
      let schema = SchemaJudge.document["components"]?.object?["schemas"]?.object?[name]?.object
      let described = schema?["properties"]?.object?.map(\.key) ?? []
      #expect(Set(described) == Set(samples.flatMap { $0.json.map(\.key) }), "\(name)")
    }
  }
}
