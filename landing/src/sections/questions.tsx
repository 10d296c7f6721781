import type { Content } from '../content/content.ts';

/** What people ask before they pay; opens without JavaScript. */
export function Questions({ content: { questions } }: { content: Content }) {
  const [before, after] = questions.contact.split('{email}');
  return (
    <section id="questions" class="section questions" aria-labelledby="questions-title">
      <div>
        <h2 id="questions-title">{questions.title}</h2>
        <p class="lead">{questions.lead}</p>
        <p class="fine contact">
          {before}
          <a href={`mailto:${questions.email}`}>{questions.email}</a>
          {after}
        </p>
      </div>
      <div>
        {questions.items.map(({ question, answer }) => (
          <details key={question}>
            <summary>{question}</summary>
            {answer.map((paragraph) => (
              <p key={paragraph}>{paragraph}</p>
            ))}
          </details>
        ))}
      </div>
    </section>
  );
}
