import JSONSchema
import Testing

@Suite struct ValueTests {
  @Test func literal() throws {
    let value: JSON = ["a": 1, "b": [true, nil, "x"]]
    #expect(try JSON(parsing: #"{"b":[true,null,"x"],"a":1.0}"#) == value)
  }
}
