package io.syncbridge.bridge.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * Whoever uses a type reads what it promises, not how it does it. Every public type says so, and so does every public
 * method that no name can tell enough of. What an override promises stands where it was first declared.
 */
class DocstringsTest {
    private static final Pattern BLANK = Pattern.compile("\\W*");

    @Test
    void everyPublicTypeSaysWhatItIs() throws IOException {
        assertThat(undocumented().types()).isEmpty();
    }

    @Test
    void everyPublicMethodAndConstructorSaysWhatItPromises() throws IOException {
        assertThat(undocumented().methods()).isEmpty();
    }

    @Test
    void aParameterThatIsDescribedIsThere() throws IOException {
        assertThat(undocumented().strangers()).isEmpty();
    }

    private record Found(Set<String> types, Set<String> methods, Set<String> strangers) {}

    private static Found undocumented() throws IOException {
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            List<Path> sources = Ours.sources();
            assertThat(sources).hasSizeGreaterThan(500);
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(sources));
            Found found = new Found(new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
            DocTrees docs = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                new Reader(docs, found).scan(unit, null);
            }
            return found;
        }
    }

    /** Goes through one file; what is inside of something that others cannot see is passed over. */
    private static final class Reader extends TreePathScanner<Void, Void> {
        private static final Pattern PARAM = Pattern.compile("(?m)^\\s*@param\\s+(\\w+)");

        private final DocTrees docs;
        private final Found found;
        private final List<String> inside = new ArrayList<>();
        private boolean insideInterface;

        Reader(DocTrees docs, Found found) {
            this.docs = docs;
            this.found = found;
        }

        @Override
        public Void visitClass(ClassTree type, Void none) {
            boolean isInterface = type.getKind() == Tree.Kind.INTERFACE;
            if (!isSeen(type.getModifiers())) {
                return null;
            }
            inside.add(type.getSimpleName().toString());
            if (isUnsaid()) {
                found.types().add(name(""));
            }
            if (type.getKind() == Tree.Kind.RECORD) {
                strangers(type.getMembers().stream()
                        .filter(VariableTree.class::isInstance)
                        .map(member -> ((VariableTree) member).getName().toString())
                        .toList());
            }
            boolean outer = insideInterface;
            insideInterface = isInterface;
            super.visitClass(type, null);
            insideInterface = outer;
            inside.removeLast();
            return null;
        }

        @Override
        public Void visitMethod(MethodTree method, Void none) {
            boolean overrides = method.getModifiers().getAnnotations().stream()
                    .anyMatch(annotation ->
                            annotation.getAnnotationType().toString().equals("Override"));
            // A constructor without a position in the file is the compiler's own.
            if (isSeen(method.getModifiers()) && !overrides && isUnsaid() && isWritten(method)) {
                found.methods().add(name("." + method.getName()));
            }
            if (isWritten(method) && !method.getName().contentEquals("<init>")) {
                strangers(method.getParameters().stream()
                        .map(parameter -> parameter.getName().toString())
                        .toList());
            }
            return null;
        }

        private void strangers(List<String> names) {
            String said = docs.getDocComment(getCurrentPath());
            if (said == null) {
                return;
            }
            PARAM.matcher(said)
                    .results()
                    .map(one -> one.group(1))
                    .filter(one -> !names.contains(one))
                    .forEach(one -> found.strangers().add(name("") + " @param " + one));
        }

        private boolean isWritten(Tree tree) {
            return docs.getSourcePositions().getStartPosition(getCurrentPath().getCompilationUnit(), tree) >= 0
                    && docs.getSourcePositions().getEndPosition(getCurrentPath().getCompilationUnit(), tree) >= 0;
        }

        private boolean isSeen(ModifiersTree modifiers) {
            return modifiers.getFlags().contains(Modifier.PUBLIC)
                    || (insideInterface && !modifiers.getFlags().contains(Modifier.PRIVATE));
        }

        private boolean isUnsaid() {
            String said = docs.getDocComment(getCurrentPath());
            return said == null || BLANK.matcher(said).matches();
        }

        private String name(String member) {
            return String.join(".", inside) + member;
        }
    }
}
