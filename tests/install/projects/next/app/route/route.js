import { classifySandal } from "../../classify_sandal.js";

export const dynamic = "force-dynamic";

export async function GET() {
  return new Response(await classifySandal());
}
