import type { ApiError } from '../../../lib/api-error.ts';
import { FormProblem } from '../../../ui/feedback/form-problem.tsx';
import { useProblemText } from '../../../ui/feedback/use-problem-text.ts';

/** Why a form was refused, above its fields. */
export function Refusal({ error }: { error: ApiError | undefined }) {
  const problemText = useProblemText();
  if (!error) return null;
  return <FormProblem text={problemText(error).text} />;
}
