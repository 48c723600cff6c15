// Asks, pages through the doctors and verifies, by what the document says and nothing else. Every
// path, parameter and field below is checked against the document when this is compiled.

import createClient from "openapi-fetch";
import type { paths } from "./document.js";

declare const process: { argv: string[] };

const [address, question, topic, key] =
  process.argv.slice(2) as [string, string, string, string];
const headers = { Authorization: `Bearer ${key}` };
const api = createClient<paths>({ baseUrl: address, headers });

function given<T>(found: { data?: T; error?: unknown; response: Response }): T {
  if (found.data === undefined) {
    throw new Error(`${found.response.status}: ${JSON.stringify(found.error)}`);
  }
  return found.data;
}

const reply = given(await api.POST("/api/v1/ask", { body: { question, k: 3 } }));
const [first] = reply.answers;
if (first === undefined) throw new Error("no answer");
const asked = given(await api.POST("/api/v1/verify", { body: { quotes: reply.answers.map(
  (one) => ({ answer: one.id, quote: one.body })) } }));

const path = { answer_id: first.id };
const looked = await api.GET("/api/v1/answers/{answer_id}", { params: { path } });
const etag = looked.response.headers.get("etag") ?? "";
const again = await api.GET("/api/v1/answers/{answer_id}",
  { params: { path, header: { "If-None-Match": etag } } });
const page = given(await api.GET("/api/v1/pages/{page_id}",
  { params: { path: { page_id: given(looked).page.id } } }));

const listed: string[] = [];
let cursor: string | null = null;
let pages = 0;
let whole = given(await api.POST("/api/v1/verify", { body: { ...reply } })).verified;
do {
  const query: { topic: string; limit: number; cursor?: string } = { topic, limit: 3 };
  if (cursor !== null) query.cursor = cursor;
  const doctors = given(await api.GET("/api/v1/doctors", { params: { query } }));
  // as this language writes it again: 5 for 5.0
  whole &&= given(await api.POST("/api/v1/verify", { body: { ...doctors } })).verified;
  listed.push(...doctors.doctors.flatMap((row) => row.answers.map((one) => one.id)));
  cursor = doctors.next;
  pages += 1;
} while (cursor !== null);

const false_ = given(await api.POST("/api/v1/verify",
  { body: { quotes: [{ answer: first.id, quote: `${first.body} Always.` }] } }));
const nobody = await api.GET("/api/v1/answers/{answer_id}",
  { params: { path: { answer_id: "nobody#1" } } });

console.log(JSON.stringify({
  band: reply.band,
  alerts: reply.alerts.length,
  verified: asked.verified,
  whole,
  sliced: [...page.text].slice(first.start, first.end).join("") === first.body,
  unchanged: again.response.status,
  pages,
  listed,
  other: false_.verified,
  refused: nobody.error?.status,
}));
